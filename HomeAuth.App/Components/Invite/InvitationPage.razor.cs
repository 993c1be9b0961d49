using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Shared;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Protection;
using Microsoft.AspNetCore.Components;

namespace HomeAuth.App.Components.Invite;

/// <summary>What waits behind an invitation, and the way in. Role and limits come from the invitation; the form says who it is and nothing else.</summary>
public sealed partial class InvitationPage
{
    private InvitationView? _view;
    private string? _field;
    private string? _problem;

    [Parameter]
    public string Secret { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "invitation", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "username")]
    private string? Username { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = NewPasswordFields.ConfirmId)]
    private string? ConfirmPassword { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "challenge")]
    private string? Challenge { get; set; }

    /// <summary>The new passkey, JSON of WebAuthn.</summary>
    [SupplyParameterFromForm(FormName = "invitation", Name = "credential")]
    private string? Credential { get; set; }

    private bool IsSubmitted => HttpMethods.IsPost(Context.Request.Method);

    private TimeZoneInfo Zone => Settings.Current.TimeZone;

    // Somebody who may not come right now is signed in as well.
    private string? SignedInAs => (Context.ActiveToken() ?? Context.ClosedSession()?.Token)?.UserName;

    // The groups of the house are not shown to strangers.
    private string Role => _view!.GroupIds switch
    {
        var ids when ids.Contains(Group.AdminId) => "admin",
        var ids when ids.Contains(Group.UsersId) => "user",
        var ids when ids.Contains(Group.ReadOnlyId) => "reader",
        _ => "member",
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _view = await Invitations.FindAsync(Secret, Context.RequestAborted);
        if (_view is null)
        {
            Context.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task SubmitAsync()
    {
        try
        {
            if (_view is null || SignedInAs is not null)
            {
                throw new HomeAuthException(_view is null ? ErrorCodes.InvalidInvitation : ErrorCodes.SignedInAlready);
            }

            var (userId, credentialId) = await Invitations.AcceptAsync(Secret, Name, Username, await ProofAsync(), Context.Origin(), Context.RequestAborted);
            await Session.SignInAsync(Context, userId, credentialId, keepSignedIn: true);
            Navigation.NavigateTo("/");
        }
        catch (HomeAuthException error)
        {
            (_field, _problem) = (error.Field, Text.Error(error.Code));
            _view = error.Code == ErrorCodes.InvalidInvitation ? null : _view;
            Context.Response.StatusCode = _view is null ? StatusCodes.Status410Gone : StatusCodes.Status400BadRequest;
        }
    }

    private async Task<FirstProof> ProofAsync()
    {
        if (!string.IsNullOrEmpty(Credential))
        {
            return await Passkeys.AttestGuestAsync(Context, Challenge ?? "", Credential);
        }

        return Passwords.Normalize(Password ?? "") == Passwords.Normalize(ConfirmPassword ?? "")
            ? new FirstProof.Password(Password)
            : throw new HomeAuthException(ErrorCodes.PasswordMismatch, NewPasswordFields.ConfirmId);
    }

    private string? Problem(string field) => _field == field ? _problem : null;
}
