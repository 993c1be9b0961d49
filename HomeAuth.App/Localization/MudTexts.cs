using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HomeAuth.App.Localization;

/// <summary>MudBlazor's own texts from our resources, under <c>mud.</c>.</summary>
internal sealed class MudTexts(Texts texts) : MudLocalizer
{
    public override LocalizedString this[string key]
    {
        get
        {
            var name = "mud." + key;
            var text = texts[name];
            return new LocalizedString(key, text, resourceNotFound: text == name);
        }
    }
}
