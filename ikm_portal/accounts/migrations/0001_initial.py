import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import ikm_portal.common.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(blank=True, error_messages={'unique': 'Surel ini sudah dipakai.'}, max_length=254, null=True, unique=True, verbose_name='surel')),
                ('phone', ikm_portal.common.models.fields.EncryptedTextField(blank=True, verbose_name='nomor HP')),
                ('phone_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('kind', models.CharField(choices=[('staff', 'Petugas Disperindag'), ('member', 'Anggota'), ('manager', 'Pengurus asosiasi'), ('officer', 'Petugas bank'), ('guest', 'Instansi lain')], max_length=10, verbose_name='jenis akun')),
                ('is_staff', models.BooleanField(default=False, verbose_name='boleh masuk ruang petugas')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'akun',
                'verbose_name_plural': 'akun',
                'permissions': [('appoint_staff', 'Can put staff into groups and switch accounts off')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower_case'), models.UniqueConstraint(condition=models.Q(('phone_hash', ''), _negated=True), fields=('phone_hash',), name='user_phone_once', violation_error_message='Nomor HP ini sudah dipakai.'), models.CheckConstraint(condition=models.Q(('email__isnull', False), models.Q(('phone_hash', ''), _negated=True), _connector='OR'), name='user_can_be_reached', violation_error_message='Isi surel atau nomor HP.'), models.CheckConstraint(condition=models.Q(('is_staff', False), ('kind', 'staff'), _connector='OR'), name='user_staff_kind', violation_error_message='Hanya petugas Disperindag yang boleh masuk ruang petugas.')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('staff', 'Petugas Disperindag'), ('member', 'Anggota'), ('manager', 'Pengurus asosiasi'), ('officer', 'Petugas bank'), ('guest', 'Instansi lain')], max_length=10, verbose_name='jenis akun')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='surel')),
                ('phone', ikm_portal.common.models.fields.EncryptedTextField(blank=True, verbose_name='nomor HP')),
                ('phone_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='dibuat')),
                ('expires_at', models.DateTimeField(editable=False, verbose_name='berlaku sampai')),
                ('used_at', models.DateTimeField(editable=False, null=True, verbose_name='dipakai')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='dibatalkan')),
                ('account', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='renewals', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations_sent', to=settings.AUTH_USER_MODEL, verbose_name='diundang oleh')),
                ('user', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'undangan',
                'verbose_name_plural': 'undangan',
                'ordering': ['-id'],
                'permissions': [('invite_staff', 'Can invite Disperindag staff')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('phone_hash', ''), _negated=True), _connector='OR'), name='invitation_can_be_reached', violation_error_message='Isi surel atau nomor HP.'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_ends_later'), models.CheckConstraint(condition=models.Q(('user', None), ('used_at__isnull', False), _connector='OR'), name='invitation_user_when_used'), models.CheckConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None), _connector='OR'), name='invitation_used_or_withdrawn')],
            },
        ),
    ]
