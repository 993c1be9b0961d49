using HomeAuth.Core;
using HomeAuth.Core.Protection;
using Microsoft.Extensions.Options;

namespace HomeAuth.Tests.Core.Protection;

public sealed class PasswordHashingTests : IDisposable
{
    private readonly PasswordHashing _hashing = new(Options.Create(new HomeAuthOptions()));

    public void Dispose() => _hashing.Dispose();

    [Fact]
    public async Task HashIsArgon2IdWithTheAgreedCostsAndASaltOfItsOwn()
    {
        var first = await _hashing.HashAsync("seven quiet otters", TestContext.Current.CancellationToken);
        var second = await _hashing.HashAsync("seven quiet otters", TestContext.Current.CancellationToken);

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.False(PasswordHashing.NeedsRehash(first));
    }

    // printf 'pässword' | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
    [Fact]
    public async Task HashAgreesWithTheReferenceProgram() => Assert.True(await _hashing.VerifyAsync(
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Y2bjJGfuQForcv6vcOu8Uc2uZ2P2gnZLTJF2sXvydKU", "pässword", TestContext.Current.CancellationToken));

    [Fact]
    public async Task PasswordsThatDifferOnlyBehindSeventyTwoBytesAreDifferent()
    {
        var start = new string('x', 72);
        var hash = await _hashing.HashAsync(start + "first", TestContext.Current.CancellationToken);

        Assert.True(await _hashing.VerifyAsync(hash, start + "first", TestContext.Current.CancellationToken));
        Assert.False(await _hashing.VerifyAsync(hash, start + "other", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ComposedAndDecomposedLettersAreTheSamePassword()
    {
        var hash = await _hashing.HashAsync("caf\u00e9 am see", TestContext.Current.CancellationToken);

        Assert.True(await _hashing.VerifyAsync(hash, "cafe\u0301 am see", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NothingIsVerifiedGivenNoHash()
    {
        Assert.False(await _hashing.VerifyAsync(null, "anything", TestContext.Current.CancellationToken));
        Assert.False(await _hashing.VerifyAsync("not a hash", "anything", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OlderCostsStillVerifyAndAskToBeRenewed()
    {
        const string Older = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$uec2fzdciZM+CBiiUAXQEF7ZKz42iQUTDNtOs7UWxG4";

        Assert.True(await _hashing.VerifyAsync(Older, "pässword", TestContext.Current.CancellationToken));
        Assert.True(PasswordHashing.NeedsRehash(Older));
    }
}
