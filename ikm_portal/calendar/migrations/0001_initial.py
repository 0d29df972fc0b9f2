from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='tanggal')),
                ('name', models.CharField(max_length=120, verbose_name='nama')),
                ('kind', models.CharField(choices=[('national', 'Libur nasional'), ('joint_leave', 'Cuti bersama'), ('regional', 'Libur daerah')], max_length=12, verbose_name='jenis')),
                ('source', models.CharField(help_text='Surat keputusan yang menetapkan hari ini.', max_length=200, verbose_name='dasar')),
                ('confidence', models.CharField(choices=[('confirmed', 'Sudah dicek'), ('unverified', 'Perlu dicek')], default='unverified', max_length=10, verbose_name='keyakinan')),
            ],
            options={
                'verbose_name': 'hari libur',
                'verbose_name_plural': 'hari libur',
                'ordering': ['-date'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['national', 'joint_leave', 'regional'])), name='holiday_kind_known'), models.CheckConstraint(condition=models.Q(('confidence__in', ['confirmed', 'unverified'])), name='holiday_confidence_known')],
            },
        ),
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('value', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='stamp_single')],
            },
        ),
    ]
