import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import ikm_portal.common.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.CreateModel(
            name='Association',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='nama alamat')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('commodity', models.CharField(max_length=80, verbose_name='produk')),
                ('chair_name', models.CharField(blank=True, max_length=150, verbose_name='ketua')),
                ('about', models.TextField(blank=True, max_length=1000, verbose_name='tentang')),
                ('icon', models.CharField(default='users', max_length=20, verbose_name='gambar')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'asosiasi',
                'verbose_name_plural': 'asosiasi',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='nama alamat')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('short_name', models.CharField(max_length=40, verbose_name='nama pendek')),
                ('kind', models.CharField(choices=[('office', 'Dinas atau biro'), ('agency', 'Badan atau balai'), ('bank', 'Bank'), ('chamber', 'Perkumpulan usaha'), ('association', 'Asosiasi IKM')], max_length=12, verbose_name='jenis')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
            ],
            options={
                'verbose_name': 'instansi',
                'verbose_name_plural': 'instansi',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('portal', 'Data disimpan di portal dan dibantu Disperindag'), ('bank', 'Data dikirim ke bank untuk pengajuan kredit'), ('association', 'Pengurus asosiasi mengurus pengajuan')], max_length=12, verbose_name='tujuan')),
                ('version', models.PositiveIntegerField(verbose_name='versi')),
                ('body', models.TextField(max_length=4000, verbose_name='isi')),
                ('valid_from', models.DateField(verbose_name='berlaku sejak')),
            ],
            options={
                'verbose_name': 'naskah persetujuan',
                'verbose_name_plural': 'naskah persetujuan',
                'ordering': ['purpose', '-version'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='consenttext_once')],
            },
        ),
        migrations.CreateModel(
            name='InstitutionContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='associations.institution', verbose_name='instansi')),
                ('user', models.OneToOneField(limit_choices_to={'kind': 'guest'}, on_delete=django.db.models.deletion.CASCADE, related_name='institution_contact', to=settings.AUTH_USER_MODEL, verbose_name='akun')),
            ],
            options={
                'verbose_name': 'petugas instansi',
                'verbose_name_plural': 'petugas instansi',
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('checking', 'Sedang diperiksa'), ('ready', 'Siap'), ('taking', 'Sedang dimasukkan'), ('closed', 'Selesai')], default='checking', max_length=10, verbose_name='keadaan')),
                ('unused', models.JSONField(default=list, verbose_name='kolom yang tidak dipakai')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='diunggah pada')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='diubah')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intakes', to='associations.association', verbose_name='asosiasi')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diunggah oleh')),
            ],
            options={
                'verbose_name': 'daftar anggota dari Excel',
                'verbose_name_plural': 'daftar anggota dari Excel',
                'indexes': [models.Index(fields=['association', '-id'], name='intake_of_association')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('association', 'sha256'), name='intake_file_once'), models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'ready', 'taking', 'closed'])), name='intake_state_known')],
            },
        ),
        migrations.CreateModel(
            name='KbliCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, verbose_name='kode')),
                ('edition', models.CharField(choices=[('2020', 'KBLI 2020'), ('2025', 'KBLI 2025')], max_length=4, verbose_name='edisi')),
                ('title', models.CharField(max_length=200, verbose_name='judul')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='sumber')),
                ('is_verified', models.BooleanField(default=False, verbose_name='sudah diperiksa')),
            ],
            options={
                'verbose_name': 'kode KBLI',
                'verbose_name_plural': 'kode KBLI',
                'ordering': ['code', 'edition'],
                'constraints': [models.UniqueConstraint(fields=('code', 'edition'), name='kbli_once')],
            },
        ),
        migrations.CreateModel(
            name='Business',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nama usaha')),
                ('product', models.CharField(max_length=120, verbose_name='produk')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='mulai usaha')),
                ('workers', models.PositiveIntegerField(blank=True, null=True, verbose_name='jumlah pekerja')),
                ('yearly_sales', ikm_portal.common.models.fields.RupiahField(blank=True, null=True, verbose_name='penjualan setahun')),
                ('address', models.CharField(blank=True, max_length=255, verbose_name='alamat usaha')),
                ('stated_nib', models.CharField(blank=True, db_default='', editable=False, max_length=40, verbose_name='NIB menurut pendaftar')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('kbli', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='associations.kblicode', verbose_name='KBLI')),
            ],
            options={
                'verbose_name': 'usaha (IKM)',
                'verbose_name_plural': 'usaha (IKM)',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='association',
            name='kbli',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='associations.kblicode', verbose_name='KBLI'),
        ),
        migrations.CreateModel(
            name='Manager',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(default='pengurus', max_length=60, verbose_name='jabatan')),
                ('since', models.DateField(db_default=django.db.models.functions.datetime.Now(), verbose_name='sejak')),
                ('until', models.DateField(blank=True, null=True, verbose_name='sampai')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='managers', to='associations.association', verbose_name='asosiasi')),
                ('user', models.ForeignKey(limit_choices_to={'kind': 'manager'}, on_delete=django.db.models.deletion.CASCADE, related_name='managed', to=settings.AUTH_USER_MODEL, verbose_name='akun')),
            ],
            options={
                'verbose_name': 'pengurus',
                'verbose_name_plural': 'pengurus',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('association', 'user'), name='manager_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('invited', 'Menunggu persetujuan anggota'), ('confirmed', 'Anggota'), ('left', 'Sudah keluar')], default='invited', max_length=10, verbose_name='keadaan')),
                ('member_number', models.CharField(blank=True, max_length=30, verbose_name='nomor anggota')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='anggota sejak')),
                ('listed_name', models.CharField(blank=True, max_length=150, verbose_name='nama menurut asosiasi')),
                ('brought_person', models.BooleanField(default=True, editable=False, verbose_name='orangnya didaftarkan asosiasi ini')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='associations.association', verbose_name='asosiasi')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='associations.business', verbose_name='usaha')),
            ],
            options={
                'verbose_name': 'keanggotaan',
                'verbose_name_plural': 'keanggotaan',
                'constraints': [models.UniqueConstraint(fields=('association', 'business'), name='membership_once'), models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'confirmed', 'left'])), name='membership_state_known')],
            },
        ),
        migrations.CreateModel(
            name='MemberInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('code_hash', models.CharField(editable=False, max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan yang gagal')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                ('expires_at', models.DateTimeField(verbose_name='berlaku sampai')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='dipakai')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='dibatalkan')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='associations.membership')),
            ],
            options={
                'verbose_name': 'undangan anggota',
                'verbose_name_plural': 'undangan anggota',
                'constraints': [models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('membership',), name='memberinvitation_one_open'), models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('code_hash',), name='memberinvitation_code_once'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='memberinvitation_ends_later'), models.CheckConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None), _connector='OR'), name='memberinvitation_used_or_not')],
            },
        ),
        migrations.CreateModel(
            name='IntakeRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='baris')),
                ('state', models.CharField(choices=[('waiting', 'Menunggu diperiksa'), ('good', 'Siap dimasukkan'), ('repair', 'Perlu diperbaiki'), ('duplicate', 'Sudah ada'), ('taken', 'Sudah dimasukkan')], default='waiting', max_length=10, verbose_name='keadaan')),
                ('content', ikm_portal.common.models.fields.EncryptedTextField(blank=True)),
                ('nik_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_second', models.BooleanField(default=False, verbose_name='usaha kedua orang yang sama')),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='associations.intake')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='associations.membership')),
            ],
            options={
                'verbose_name': 'baris daftar anggota',
                'verbose_name_plural': 'baris daftar anggota',
                'indexes': [models.Index(fields=['intake', 'state', 'line'], name='intakerow_by_state')],
                'constraints': [models.UniqueConstraint(fields=('intake', 'line'), name='intakerow_line_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'good', 'repair', 'duplicate', 'taken'])), name='intakerow_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('membership__isnull', False), ('state', 'taken')), models.Q(models.Q(('state', 'taken'), _negated=True), ('membership', None)), _connector='OR'), name='intakerow_taken_is_in')],
            },
        ),
        migrations.CreateModel(
            name='Owner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nama sesuai KTP')),
                ('nik', ikm_portal.common.models.fields.EncryptedTextField(verbose_name='NIK')),
                ('nik_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('npwp', ikm_portal.common.models.fields.EncryptedTextField(blank=True, verbose_name='NPWP')),
                ('npwp_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('phone', ikm_portal.common.models.fields.EncryptedTextField(blank=True, verbose_name='nomor HP')),
                ('phone_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('sex', models.CharField(choices=[('L', 'Laki-laki'), ('P', 'Perempuan')], max_length=1, verbose_name='jenis kelamin')),
                ('birth_date', models.DateField(verbose_name='tanggal lahir')),
                ('is_married', models.BooleanField(blank=True, null=True, verbose_name='sudah menikah')),
                ('address', models.CharField(blank=True, max_length=255, verbose_name='alamat')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='associations.owner', verbose_name='digabung ke')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owner', to=settings.AUTH_USER_MODEL, verbose_name='akun')),
            ],
            options={
                'verbose_name': 'pemilik usaha',
                'verbose_name_plural': 'pemilik usaha',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('portal', 'Data disimpan di portal dan dibantu Disperindag'), ('bank', 'Data dikirim ke bank untuk pengajuan kredit'), ('association', 'Pengurus asosiasi mengurus pengajuan')], max_length=12, verbose_name='tujuan')),
                ('channel', models.CharField(choices=[('web', 'Di portal'), ('code', 'Dengan kode'), ('paper', 'Di kertas')], max_length=6, verbose_name='cara')),
                ('given_on', models.DateField(verbose_name='diberikan')),
                ('valid_until', models.DateField(verbose_name='berlaku sampai')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='ditarik')),
                ('replaced_at', models.DateTimeField(blank=True, null=True, verbose_name='diganti')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diberikan oleh')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='associations.consenttext', verbose_name='naskah')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='associations.institution', verbose_name='penerima data')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='associations.owner', verbose_name='pemilik data')),
            ],
            options={
                'verbose_name': 'persetujuan',
                'verbose_name_plural': 'persetujuan',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'bank'), ('recipient__isnull', False)), models.Q(models.Q(('purpose', 'bank'), _negated=True), ('recipient', None)), _connector='OR'), name='consent_bank_named'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('given_on'))), name='consent_ends_after_start'), models.UniqueConstraint(condition=models.Q(('replaced_at', None), ('withdrawn_at', None)), fields=('owner', 'purpose', 'recipient'), name='consent_one_open', nulls_distinct=False)],
            },
        ),
        migrations.AddField(
            model_name='business',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='businesses', to='associations.owner', verbose_name='pemilik'),
        ),
        migrations.CreateModel(
            name='PairSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'Sedang mencari'), ('done', 'Selesai'), ('failed', 'Gagal')], default='running', max_length=7, verbose_name='keadaan')),
                ('parts', models.JSONField(verbose_name='bagian')),
                ('done', models.PositiveSmallIntegerField(default=0, verbose_name='bagian yang selesai')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='pasangan baru')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='sebab gagal')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dimulai')),
                ('beat_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='terakhir bergerak')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='selesai')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pencarian orang yang sama',
                'verbose_name_plural': 'pencarian orang yang sama',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('state',), name='pairsearch_one_at_a_time'), models.CheckConstraint(condition=models.Q(('state__in', ['running', 'done', 'failed'])), name='pairsearch_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='pairsearch_ended_at')],
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('nib', 'NIB (nomor induk berusaha)'), ('sku', 'Surat keterangan usaha (SKU)'), ('pirt', 'PIRT'), ('bpom', 'Izin edar BPOM MD'), ('halal', 'Sertifikat halal'), ('sni', 'SNI'), ('brand', 'Merek terdaftar')], max_length=8, verbose_name='jenis')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='nomor')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='berlaku sampai')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='permits', to='associations.business', verbose_name='usaha')),
            ],
            options={
                'verbose_name': 'izin',
                'verbose_name_plural': 'izin',
                'constraints': [models.UniqueConstraint(fields=('business', 'kind'), name='permit_kind_once'), models.UniqueConstraint(condition=models.Q(('kind', 'nib'), models.Q(('number', ''), _negated=True)), fields=('number',), name='permit_nib_once', violation_error_message='NIB ini sudah terdaftar.')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=13, primary_key=True, serialize=False, verbose_name='kode Kemendagri')),
                ('name', models.CharField(max_length=100, verbose_name='nama')),
                ('level', models.CharField(choices=[('provinsi', 'Provinsi'), ('kabupaten', 'Kabupaten/kota'), ('kecamatan', 'Kecamatan'), ('desa', 'Desa/kelurahan')], max_length=10, verbose_name='tingkat')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='associations.region', verbose_name='bagian dari')),
            ],
            options={
                'verbose_name': 'wilayah',
                'verbose_name_plural': 'wilayah',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='owner',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='associations.region', verbose_name='kecamatan atau desa'),
        ),
        migrations.AddField(
            model_name='business',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='associations.region', verbose_name='kecamatan atau desa'),
        ),
        migrations.AddField(
            model_name='association',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='associations.region', verbose_name='wilayah'),
        ),
        migrations.CreateModel(
            name='SuspectedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_nib', models.BooleanField(default=False, verbose_name='NIB sama')),
                ('by_npwp', models.BooleanField(default=False, verbose_name='NPWP sama')),
                ('name_match', models.PositiveSmallIntegerField(default=0, verbose_name='kemiripan nama (persen)')),
                ('state', models.CharField(choices=[('open', 'Perlu diperiksa'), ('merged', 'Digabung'), ('apart', 'Orang berbeda')], default='open', max_length=6, verbose_name='keadaan')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='ditemukan')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='associations.owner', verbose_name='orang pertama')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='associations.owner', verbose_name='orang kedua')),
            ],
            options={
                'verbose_name': 'dugaan orang yang sama',
                'verbose_name_plural': 'dugaan orang yang sama',
                'ordering': ['-id'],
                'permissions': [('merge_owner', 'May merge two entries of one person, and undo it')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='suspectedpair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='suspectedpair_in_order'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'merged', 'apart'])), name='suspectedpair_state_known'), models.CheckConstraint(condition=models.Q(('by_nib', True), ('by_npwp', True), models.Q(('name_match', 0), _negated=True), _connector='OR'), name='suspectedpair_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='OwnerMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved', models.JSONField(verbose_name='yang dipindahkan')),
                ('seals', models.JSONField()),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='digabung')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='dibatalkan')),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='associations.owner')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='associations.owner')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='associations.suspectedpair')),
            ],
            options={
                'verbose_name': 'penggabungan',
                'verbose_name_plural': 'penggabungan',
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='ownermerge_one_standing'), models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='ownermerge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='ownermerge_undone_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='AssociationFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=120, verbose_name='apa yang dihitung')),
                ('value', models.PositiveIntegerField(verbose_name='jumlah')),
                ('out_of', models.PositiveIntegerField(blank=True, null=True, verbose_name='dari')),
                ('is_approximate', models.BooleanField(default=False, verbose_name='kira-kira')),
                ('as_of', models.DateField(verbose_name='per tanggal')),
                ('source', models.CharField(max_length=200, verbose_name='sumber')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='associations.association', verbose_name='asosiasi')),
            ],
            options={
                'verbose_name': 'angka asosiasi',
                'verbose_name_plural': 'angka asosiasi',
                'ordering': ['-as_of', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('out_of', None), ('out_of__gte', models.F('value')), _connector='OR'), name='figure_part_of_whole'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='figure_has_source')],
            },
        ),
        migrations.AddConstraint(
            model_name='owner',
            constraint=models.CheckConstraint(condition=models.Q(('nik_hash__regex', '^[0-9a-f]{64}$')), name='owner_nik_hash_whole'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(condition=models.Q(('stated_nib', ''), _negated=True), fields=['stated_nib'], name='business_stated_nib'),
        ),
        migrations.AddConstraint(
            model_name='business',
            constraint=models.CheckConstraint(condition=models.Q(('yearly_sales', None), ('yearly_sales__gte', 0), _connector='OR'), name='business_sales_not_negative'),
        ),
    ]
