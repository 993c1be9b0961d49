using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace HomeAuth.Tests.App.Localization;

/// <summary>
/// No page says anything of its own accord: what components write, as the compiler made it of their markup, has no words of any language. Read from the program
/// itself, since markup is mixed with code in ways that only the compiler tells apart.
/// </summary>
public sealed partial class LiteralTests
{
    // Names of formats, units and what a person has to type.
    private static readonly HashSet<string> Names = ["configuration.yaml", "homeauth.json", "light"];

    private static readonly HashSet<string> Spoken =
        ["aria-label", "aria-description", "title", "alt", "placeholder", "label", "Label", "Placeholder", "HelperText", "Heading", "Title", "Text", "Caption", "AdornmentAriaLabel", "ErrorText"];

    [Fact]
    public void NoComponentSpeaksForItself()
    {
        // What programs have to send is the same in every language.
        var said = Literals().Where(literal => Says(literal.Text) && !literal.Component.StartsWith("ApiHelp", StringComparison.Ordinal)).Select(literal => $"{literal.Component}: {literal.Text}").ToList();
        Assert.True(said.Count == 0, string.Join('\n', said));
    }

    [Theory]
    [InlineData("<p>Signed in as ", true)]
    [InlineData("<p>It works (really)</p>", true)]
    [InlineData("<img alt=\"Your picture\">", true)]
    [InlineData("<input type=\"submit\" value=\"Sign in\" />", true)]
    [InlineData("<p class=\"hint wide\" data-name=\"abc\"> · </p>", false)]
    [InlineData("<code>nmap --exclude</code><svg><path d=\"M3 6h18\" /></svg>", false)]
    public void WordsAreSeenInMarkupAndNotInItsNames(string markup, bool says) => Assert.Equal(says, Says(markup));

    private static bool Says(string text) =>
        !Names.Contains(text.Trim())
        && !Key().IsMatch(text)
        && (Word().IsMatch(Tag().Replace(Code().Replace(text, ""), " ")) || SpokenAttribute().Matches(text).Any(match => Word().IsMatch(match.Groups[1].Value)));

    private static IEnumerable<(string Component, string Text)> Literals()
    {
        using var program = new PEReader(File.OpenRead(typeof(Program).Assembly.Location));
        var metadata = program.GetMetadataReader();
        foreach (var method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
        {
            var component = ComponentOf(metadata, method.GetDeclaringType());
            if (component is null)
            {
                continue;
            }

            string? before = null;
            foreach (var (text, call) in Strings(metadata, program.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))
            {
                // What is written as it stands, and the value behind the name of an attribute or parameter that people read or hear.
                if (call is "AddMarkupContent" or "AddContent" || (before is not null && Spoken.Contains(before) && call is "AddAttribute" or "AddComponentParameter" or "TypeCheck"))
                {
                    yield return (component, text);
                }

                before = text;
            }
        }
    }

    private static IEnumerable<(string Text, string? Call)> Strings(MetadataReader metadata, byte[] code)
    {
        const byte LoadString = 0x72, Call = 0x28, CallVirtual = 0x6F;
        for (var at = 0; at + 5 <= code.Length; at++)
        {
            if (code[at] != LoadString || code[at + 4] != 0x70)
            {
                continue;
            }

            var text = metadata.GetUserString(MetadataTokens.UserStringHandle(BitConverter.ToInt32(code, at + 1) & 0xFF_FFFF));
            var calls = at + 10 <= code.Length && code[at + 5] is Call or CallVirtual;
            yield return (text, calls ? NameOf(metadata, MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at + 6))) : null);
            at += 4;
        }
    }

    private static string? NameOf(MetadataReader metadata, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MemberReference => metadata.GetString(metadata.GetMemberReference((MemberReferenceHandle)handle).Name),
        HandleKind.MethodDefinition => metadata.GetString(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).Name),
        HandleKind.MethodSpecification => NameOf(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        _ => null,
    };

    // The methods of lambdas stand in types within the component's.
    private static string? ComponentOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested ? ComponentOf(metadata, type.GetDeclaringType())
            : metadata.GetString(type.Namespace).StartsWith("HomeAuth.App.Components", StringComparison.Ordinal) ? metadata.GetString(type.Name)
            : null;
    }

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();

    // What leads to a text.
    [GeneratedRegex(@"^[a-z_0-9]+(\.[\w-]*)+$")]
    private static partial Regex Key();

    [GeneratedRegex("<[^>]*>?")]
    private static partial Regex Tag();

    [GeneratedRegex(@"<(code|kbd|pre|style|script|svg)\b.*?(</\1>|$)", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("""(?:\b(?:aria-label|title|alt|placeholder|label)|\btype="(?:submit|button)"[^>]*\bvalue)="([^"]*)""")]
    private static partial Regex SpokenAttribute();
}
