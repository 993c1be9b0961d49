using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Tokens;
using MudBlazor;

namespace HomeAuth.App.Components.Shared;

/// <summary>Before a sensitive act: asks again who is there, unless that was proved a moment ago. Core asks too; this is where a person can answer.</summary>
public sealed class AskAgain(IDialogService dialogs, Texts text, Scoped<RecentProof> proof)
{
    /// <summary>Whether the act may go on.</summary>
    public async Task<bool> ConfirmAsync(Actor actor) =>
        await proof.RunAsync(proof => proof.IsFreshAsync(actor)) || await ReauthDialog.AskAsync(dialogs, text);
}
