from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='chainhead_single')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='waktu')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='nomor pelaku')),
                ('actor_label', models.CharField(max_length=200, verbose_name='siapa')),
                ('action', models.CharField(max_length=100, verbose_name='kejadian')),
                ('subject_type', models.CharField(max_length=100, verbose_name='tentang')),
                ('subject_id', models.CharField(max_length=64, verbose_name='nomor objek')),
                ('from_state', models.CharField(blank=True, max_length=40, verbose_name='dari')),
                ('to_state', models.CharField(blank=True, max_length=40, verbose_name='menjadi')),
                ('note', models.TextField(blank=True, verbose_name='catatan')),
                ('data', models.JSONField(default=dict, verbose_name='rincian')),
                ('payload', models.TextField()),
                ('seq', models.BigIntegerField(null=True, unique=True, verbose_name='nomor mata rantai')),
                ('prev_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(blank=True, max_length=64, verbose_name='sidik')),
            ],
            options={
                'verbose_name': 'kejadian',
                'verbose_name_plural': 'jejak kejadian',
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='entry_subject'), models.Index(fields=['actor_id', '-id'], name='entry_actor'), models.Index(fields=['action', '-id'], name='entry_action')],
            },
        ),
    ]
