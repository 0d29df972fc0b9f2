import django.db.models.deletion
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
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60, verbose_name='jenis')),
                ('original_name', models.CharField(max_length=120, verbose_name='nama berkas')),
                ('content_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/jpeg', 'JPEG')], max_length=20, verbose_name='bentuk')),
                ('size', models.PositiveIntegerField(verbose_name='ukuran')),
                ('sha256', models.CharField(max_length=64)),
                ('storage_name', models.CharField(max_length=120, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='diunggah pada')),
                ('state', models.CharField(choices=[('ok', 'Boleh dibuka'), ('quarantined', 'Ditahan')], default='ok', max_length=12, verbose_name='keadaan')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='dihapus pada')),
                ('owner_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tentang')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diunggah oleh')),
            ],
            options={
                'verbose_name': 'berkas',
                'verbose_name_plural': 'berkas',
                'indexes': [models.Index(fields=['created_at'], name='document_created'), models.Index(fields=['owner_user'], name='document_owner'), models.Index(fields=['uploaded_by'], name='document_uploader')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['ok', 'quarantined'])), name='document_state_known'), models.CheckConstraint(condition=models.Q(('content_type__in', ['application/pdf', 'image/jpeg'])), name='document_type_known'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='document_not_empty')],
            },
        ),
    ]
