import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=120, verbose_name='jenis')),
                ('entry_id', models.BigIntegerField(editable=False, null=True)),
                ('subject', models.CharField(max_length=150, verbose_name='judul')),
                ('body', models.TextField(verbose_name='isi')),
                ('link', models.CharField(blank=True, max_length=300)),
                ('whatsapp_text', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='dibuat')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='dibaca')),
                ('recipient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='penerima')),
            ],
            options={
                'verbose_name': 'pesan',
                'verbose_name_plural': 'pesan',
                'indexes': [models.Index(fields=['recipient', '-id'], name='message_inbox'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='message_unread')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('entry_id__isnull', False)), fields=('entry_id', 'recipient'), name='message_once_per_event'), models.UniqueConstraint(condition=models.Q(('recipient', None)), fields=('entry_id',), name='message_outside_once_per_event'), models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('entry_id__isnull', False), _connector='OR'), name='message_outside_about_an_event'), models.CheckConstraint(condition=models.Q(('link', ''), models.Q(('link__startswith', '/'), models.Q(('link__startswith', '//'), _negated=True)), _connector='OR'), name='message_link_is_ours')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'Surel'), ('whatsapp', 'WhatsApp'), ('sms', 'SMS')], max_length=10, verbose_name='saluran')),
                ('state', models.CharField(choices=[('waiting', 'Menunggu'), ('sending', 'Sedang dikirim'), ('sent', 'Terkirim'), ('failed', 'Gagal'), ('skipped', 'Tidak dikirim')], default='waiting', max_length=10, verbose_name='keadaan')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='coba lagi')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='terkirim')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='kesalahan')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notifications.message', verbose_name='pesan')),
            ],
            options={
                'verbose_name': 'pengiriman',
                'verbose_name_plural': 'pengiriman',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='delivery_waiting'), models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='delivery_claimed'), models.Index(condition=models.Q(('state', 'failed')), fields=['-id'], name='delivery_failed')],
                'constraints': [models.UniqueConstraint(fields=('message', 'channel'), name='delivery_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'failed', 'skipped'])), name='delivery_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='delivery_sent_with_time'), models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('claimed_at__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('claim', None), ('claimed_at', None)), _connector='OR'), name='delivery_sending_with_claim')],
            },
        ),
    ]
