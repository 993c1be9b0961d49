using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HomeAuth.Core.Data;

internal sealed class HomeUserConfiguration : IEntityTypeConfiguration<HomeUser>
{
    public void Configure(EntityTypeBuilder<HomeUser> builder)
    {
        builder.ToTable("Users");
        builder.Property(user => user.Id).HasMaxLength(32);
        builder.Property(user => user.Name).HasMaxLength(200);
        // Exactly one owner is a rule of the database, so that no race can make a second.
        builder.Property(user => user.Purpose).HasMaxLength(200);
        builder.HasIndex(user => user.ResponsibleId);
        builder.HasIndex(user => user.IsOwner).IsUnique().HasFilter("\"IsOwner\"").HasDatabaseName("OneOwner");
    }
}

internal sealed class GroupConfiguration : IEntityTypeConfiguration<Group>
{
    public void Configure(EntityTypeBuilder<Group> builder)
    {
        builder.ToTable("Groups");
        builder.Property(group => group.Id).HasMaxLength(64);
        builder.HasData(
            BuiltIn(Group.AdminId, "Administrators", Group.EverythingPolicy),
            BuiltIn(Group.UsersId, "Users", Group.EverythingPolicy),
            BuiltIn(Group.ReadOnlyId, "Read Only", Group.ReadOnlyPolicy));
    }

    private static Group BuiltIn(string id, string name, string policy) => new()
    {
        Id = id,
        Name = name,
        Policy = policy,
        NormalizedName = id,
        ConcurrencyStamp = id,
        SystemGenerated = true,
    };
}

internal sealed class CredentialConfiguration : IEntityTypeConfiguration<Credential>
{
    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.ToTable("Credentials");
        builder.Property(credential => credential.Id).HasMaxLength(32);
        builder.HasIndex(credential => new { credential.AuthProviderType, credential.AuthProviderId, credential.Subject }).IsUnique();
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(credential => credential.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("RefreshTokens");
        builder.Property(token => token.Id).HasMaxLength(32);
        builder.Property(token => token.TokenType).HasConversion<string>().HasMaxLength(32);
        builder.HasIndex(token => token.UserId);
        builder.Property(token => token.SecretHash).HasMaxLength(64);
        builder.Property(token => token.Scope).HasMaxLength(64);
        builder.HasIndex(token => token.ExpireAt);
        builder.HasIndex(token => token.SecretHash).IsUnique();
        builder.HasIndex(token => new { token.UserId, token.ClientName }).IsUnique()
            .HasFilter($"\"TokenType\" = '{nameof(TokenType.LongLivedAccessToken)}'").HasDatabaseName("OneLongLivedTokenOfAName");
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Credential>().WithMany().HasForeignKey(token => token.CredentialId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class SecurityEventConfiguration : IEntityTypeConfiguration<SecurityEvent>
{
    public void Configure(EntityTypeBuilder<SecurityEvent> builder)
    {
        builder.ToTable("SecurityEvents");
        builder.Property(entry => entry.Type).HasMaxLength(64);
        builder.Property(entry => entry.Device).HasMaxLength(64);
        builder.HasIndex(entry => new { entry.UserId, entry.Id });
        builder.HasIndex(entry => entry.At);
    }
}

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("Alerts");
        builder.Property(alert => alert.Id).HasMaxLength(32);
        builder.Property(alert => alert.Kind).HasMaxLength(32);
        builder.HasIndex(alert => new { alert.UserId, alert.EventId });
        builder.HasIndex(alert => alert.DueAt);
        builder.HasOne(alert => alert.Event).WithMany().HasForeignKey(alert => alert.EventId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(alert => alert.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AlertLinkConfiguration : IEntityTypeConfiguration<AlertLink>
{
    public void Configure(EntityTypeBuilder<AlertLink> builder)
    {
        builder.ToTable("AlertLinks");
        builder.HasKey(link => link.Hash);
        builder.Property(link => link.Hash).HasMaxLength(64);
        builder.HasIndex(link => link.ExpireAt);
        builder.HasOne<Alert>().WithMany().HasForeignKey(link => link.AlertId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AlertChoiceConfiguration : IEntityTypeConfiguration<AlertChoice>
{
    public void Configure(EntityTypeBuilder<AlertChoice> builder)
    {
        builder.ToTable("AlertChoices");
        builder.HasKey(choice => choice.UserId);
        builder.Property(choice => choice.SilentKinds).HasMaxLength(200);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(choice => choice.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UserPreferenceConfiguration : IEntityTypeConfiguration<UserPreference>
{
    public void Configure(EntityTypeBuilder<UserPreference> builder)
    {
        builder.ToTable("UserPreferences");
        builder.HasKey(preference => new { preference.UserId, preference.Key });
        builder.Property(preference => preference.Key).HasMaxLength(128);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(preference => preference.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GuessCounterConfiguration : IEntityTypeConfiguration<GuessCounter>
{
    public void Configure(EntityTypeBuilder<GuessCounter> builder)
    {
        builder.ToTable("GuessCounters");
        builder.HasKey(counter => counter.Key);
        builder.Property(counter => counter.Key).HasMaxLength(128);
        builder.HasIndex(counter => counter.ForgottenAt);
    }
}

internal sealed class AddressBanConfiguration : IEntityTypeConfiguration<AddressBan>
{
    public void Configure(EntityTypeBuilder<AddressBan> builder)
    {
        builder.ToTable("AddressBans");
        builder.HasKey(ban => ban.Network);
        builder.Property(ban => ban.Network).HasMaxLength(64);
        builder.Property(ban => ban.ActorId).HasMaxLength(32);
        builder.HasIndex(ban => ban.Until);
    }
}

internal sealed class KnownDeviceConfiguration : IEntityTypeConfiguration<KnownDevice>
{
    public void Configure(EntityTypeBuilder<KnownDevice> builder)
    {
        builder.ToTable("KnownDevices");
        builder.HasKey(device => new { device.DeviceId, device.UserId });
        builder.Property(device => device.DeviceId).HasMaxLength(32);
        builder.HasIndex(device => device.UserId);
        builder.HasIndex(device => device.SignedInAt);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(device => device.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AuthorizationCodeConfiguration : IEntityTypeConfiguration<AuthorizationCode>
{
    public void Configure(EntityTypeBuilder<AuthorizationCode> builder)
    {
        builder.ToTable("AuthorizationCodes");
        builder.HasKey(code => code.Hash);
        builder.Property(code => code.Hash).HasMaxLength(64);
        builder.Property(code => code.Purpose).HasConversion<string>().HasMaxLength(32);
        builder.HasIndex(code => code.CreatedAt);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("Persons");
        builder.Property(person => person.Id).HasMaxLength(250);
        // One person per user at most; the database says so, so that no race can make a second.
        builder.HasIndex(person => person.UserId).IsUnique();
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(person => person.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class OpenOnboardingStepConfiguration : IEntityTypeConfiguration<OpenOnboardingStep>
{
    public void Configure(EntityTypeBuilder<OpenOnboardingStep> builder)
    {
        builder.ToTable("OpenOnboardingSteps");
        builder.HasKey(step => step.Step);
        builder.Property(step => step.Step).HasMaxLength(64);
    }
}

internal sealed class HouseDocumentConfiguration : IEntityTypeConfiguration<HouseDocument>
{
    public void Configure(EntityTypeBuilder<HouseDocument> builder)
    {
        builder.ToTable("HouseDocuments");
        builder.HasKey(document => document.Key);
        builder.Property(document => document.Key).HasMaxLength(128);
    }
}

internal sealed class MfaFactorConfiguration : IEntityTypeConfiguration<MfaFactor>
{
    public void Configure(EntityTypeBuilder<MfaFactor> builder)
    {
        builder.ToTable("MfaFactors");
        builder.Property(factor => factor.Id).HasMaxLength(32);
        builder.Property(factor => factor.ModuleId).HasMaxLength(64);
        builder.Property(factor => factor.Name).HasMaxLength(200);
        builder.HasIndex(factor => factor.UserId);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(factor => factor.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("RecoveryCodes");
        builder.Property(code => code.Id).HasMaxLength(32);
        builder.Property(code => code.Salt).HasMaxLength(32);
        builder.Property(code => code.Hash).HasMaxLength(64);
        builder.HasIndex(code => code.UserId);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryLinkConfiguration : IEntityTypeConfiguration<RecoveryLink>
{
    public void Configure(EntityTypeBuilder<RecoveryLink> builder)
    {
        builder.ToTable("RecoveryLinks");
        // One link per person: a newer one takes the older one's row.
        builder.HasKey(link => link.UserId);
        builder.Property(link => link.Hash).HasMaxLength(64);
        builder.Property(link => link.Route).HasMaxLength(32);
        builder.HasIndex(link => link.Hash).IsUnique();
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(link => link.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations");
        builder.Property(invitation => invitation.Id).HasMaxLength(32);
        builder.Property(invitation => invitation.Hash).HasMaxLength(64);
        builder.Property(invitation => invitation.Name).HasMaxLength(200);
        builder.HasIndex(invitation => invitation.Hash).IsUnique();
        builder.HasIndex(invitation => invitation.InviterId);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(invitation => invitation.InviterId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OwnerOfferConfiguration : IEntityTypeConfiguration<OwnerOffer>
{
    public void Configure(EntityTypeBuilder<OwnerOffer> builder)
    {
        builder.ToTable("OwnerOffers");
        builder.HasKey(offer => offer.OwnerId);
        builder.HasIndex(offer => offer.HeirId);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(offer => offer.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(offer => offer.HeirId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PictureConfiguration : IEntityTypeConfiguration<Picture>
{
    public void Configure(EntityTypeBuilder<Picture> builder)
    {
        builder.ToTable("Pictures");
        builder.Property(picture => picture.Id).HasMaxLength(32);
        builder.Property(picture => picture.ContentType).HasMaxLength(32);
        builder.HasIndex(picture => picture.UserId);
        builder.HasOne<HomeUser>().WithMany().HasForeignKey(picture => picture.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DeprecatedAccessConfiguration : IEntityTypeConfiguration<DeprecatedAccess>
{
    public void Configure(EntityTypeBuilder<DeprecatedAccess> builder)
    {
        builder.ToTable("DeprecatedAccesses");
        builder.HasKey(access => new { access.Household, access.UserAgent, access.Path });
        builder.Property(access => access.Household).HasMaxLength(64);
        builder.Property(access => access.UserAgent).HasMaxLength(RequestOrigin.MaxUserAgentLength);
        builder.Property(access => access.Path).HasMaxLength(200);
        builder.HasIndex(access => access.LastAt);
    }
}
