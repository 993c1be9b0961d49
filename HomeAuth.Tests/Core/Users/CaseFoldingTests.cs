using HomeAuth.Core;
using HomeAuth.Core.Users;

namespace HomeAuth.Tests.Core.Users;

public sealed class CaseFoldingTests
{
    [Theory]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("ﬃ", "FFI")]
    [InlineData("Ŀ", "ŀ")]
    [InlineData("ꭰ", "Ꭰ")]
    [InlineData("𐐀", "𐐨")]
    public void TextsThatDifferInCaseAloneBecomeEqual(string left, string right) => Assert.Equal(CaseFolding.Fold(left), CaseFolding.Fold(right));

    [Theory]
    [InlineData("anna", "  Anna\t")]
    [InlineData("straße", "STRASSE")]
    [InlineData("rené", "RENE\u0301")]
    public void UsernamesAreTheSameGivenOtherCaseBlanksOrComposition(string left, string right) =>
        Assert.Equal(Username.Normalize(left), Username.Normalize(right));

    [Theory]
    [InlineData("anna", null)]
    [InlineData("Ännchen Müller", null)]
    [InlineData("家", null)]
    [InlineData(" ", ErrorCodes.UsernameRequired)]
    [InlineData(null, ErrorCodes.UsernameRequired)]
    [InlineData("an\u202Ena", ErrorCodes.UsernameInvalid)]
    [InlineData("an\nna", ErrorCodes.UsernameInvalid)]
    [InlineData("ann\u200D", ErrorCodes.UsernameInvalid)]
    [InlineData("ann\U000E0041", ErrorCodes.UsernameInvalid)]
    [InlineData("\u3164", ErrorCodes.UsernameInvalid)]
    [InlineData("\u0301", ErrorCodes.UsernameInvalid)]
    public void UsernamesAreCheckedForWhatCannotBeSeen(string? username, string? expected) => Assert.Equal(expected, Username.Check(username));

    [Fact]
    public void UsernameIsRefusedGivenHalfACharacter() => Assert.Equal(ErrorCodes.UsernameInvalid, Username.Check("an\uD800na"));

    [Theory]
    [InlineData("👩‍👩‍👧", null)]
    [InlineData("\u200D", ErrorCodes.NameInvalid)]
    [InlineData("\u2800", ErrorCodes.NameInvalid)]
    public void NamesShowSomething(string name, string? expected) => Assert.Equal(expected, DisplayName.Check(name));

    [Fact]
    public void UsernameIsRefusedGivenMoreThanSixtyFourCharacters()
    {
        Assert.Null(Username.Check(new string('a', 64)));
        Assert.Equal(ErrorCodes.UsernameTooLong, Username.Check(new string('a', 65)));
        Assert.Equal(ErrorCodes.UsernameTooLong, Username.Check("a" + new string('\u0301', 5000)));
    }

    [Theory]
    [InlineData("Anna Muster", "AM")]
    [InlineData("anna", "A")]
    [InlineData("Anna Maria von Muster", "AM")]
    [InlineData("", "?")]
    [InlineData(null, "?")]
    [InlineData("👩‍👩‍👧 Team", "👩‍👩‍👧T")]
    [InlineData("e\u0301mile zola", "E\u0301Z")]
    public void InitialsAreTwoWholeLettersInUpperCase(string? name, string expected) => Assert.Equal(expected, DisplayName.Initials(name));
}
