using System.Diagnostics;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Recovery;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Recovery;

public sealed class PossessionProofTests
{
    [Theory, DatabaseData]
    public async Task FileIsExchangedForACodeAndTheCodeForALink(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        var code = await RequestAsync(house, "");
        Assert.Matches("^.{4}-.{4}-.{4}$", code);
        Assert.False(File.Exists(house.Directory.File(PossessionProof.RequestName)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(house.Directory.File(PossessionProof.CodeName)));

        var outcome = await RedeemAsync(house, $" {code.ToLowerInvariant().Replace('-', ' ')} ");

        await house.RunAsync<RecoveryLinks>(links => links.RedeemAsync(outcome.Right!, "nine loud badgers", TestHouse.Stranger()));
        await house.RunAsync<HomeAuthDb>(async db =>
            Assert.Equal(RecoveryRoutes.File, (await db.SecurityEvents.SingleAsync(entry => entry.Type == SecurityEventTypes.Recovered)).Detail));
        Assert.False(File.Exists(house.Directory.File(PossessionProof.CodeName)));
        Assert.Null((await RedeemAsync(house, code)).Right);
    }

    [Theory]
    [InlineData(" \n", "anna")]
    [InlineData("BEN\r\n", "ben")]
    [InlineData("\uFEFFben", "ben")]
    [InlineData("eve", null)]
    [InlineData("gone", null)]
    [InlineData("ben\0", null)]
    public async Task FileSaysForWhom(string content, string? expected)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        await house.AddPersonAsync("ben");
        await house.AddPersonAsync("gone", isActive: false);

        var code = await RequestAsync(house, content);

        if (expected is null)
        {
            Assert.Equal(ErrorCodes.UserNotFound, code);
            Assert.Null((await RedeemAsync(house, code)).Right);
            return;
        }

        var secret = (await RedeemAsync(house, code)).Right!;
        Assert.Equal(expected, (await house.RunAsync<RecoveryLinks, RecoveryLinkOwner?>(links => links.FindAsync(secret)))?.Username);
    }

    [Fact]
    public async Task CodeIsGoodForHalfAnHour()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var code = await RequestAsync(house, "");
        house.Time.Advance(PossessionProof.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull((await RedeemAsync(house, code)).Right);

        code = await RequestAsync(house, "");
        house.Time.Advance(PossessionProof.Lifetime);
        Assert.Null((await RedeemAsync(house, code)).Right);
        Assert.False(File.Exists(house.Directory.File(PossessionProof.CodeName)));
    }

    [Fact]
    public async Task OldCodeIsRemovedAndAGoodOneIsNot()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var code = await RequestAsync(house, "");
        await PurgeAsync();
        Assert.Equal(code, FirstLine(house));

        house.Time.Advance(PossessionProof.Lifetime);
        await PurgeAsync();

        Assert.False(File.Exists(house.Directory.File(PossessionProof.CodeName)));

        Task PurgeAsync() => house.RunAsync<PossessionProof>(proof =>
        {
            proof.Purge();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task OneOfManyAtOnceGetsTheLink()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var code = await RequestAsync(house, "");

        // From many homes, since guesses of one home wait for each other anyway.
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => RedeemAsync(house, code, $"203.0.113.{i}"))));

        Assert.Single(outcomes, outcome => outcome.Right is not null);
    }

    [Fact]
    public async Task CodeIsUsedUpByOneOfThoseWhoHaveItAtTheSameMoment()
    {
        const int Rounds = 50;
        const int Threads = 4;
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var code = await RequestAsync(house, "");
            using var start = new Barrier(Threads);
            var taken = await house.RunAsync<PossessionProof, string?[]>(proof => Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return proof.TakeCode(code);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))));

            Assert.Single(taken, userId => userId is not null);
        }
    }

    [Theory, DatabaseData]
    public async Task WrongCodesAreSlowed(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        var code = await RequestAsync(house, "");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new GuessOutcome<string>(null, null), await RedeemAsync(house, "AAAA-AAAA-AAAA"));
        }

        Assert.Equal(TimeSpan.FromSeconds(5), (await RedeemAsync(house, code)).RetryAfter);
        house.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull((await RedeemAsync(house, code)).Right);
    }

    [Fact]
    public async Task NothingHappensWithoutAFile()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        Assert.False(File.Exists(house.Directory.File(PossessionProof.CodeName)));

        // Whoever presses the button again does not take the code from somebody who is typing it.
        var code = await RequestAsync(house, "");
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        Assert.Equal(code, FirstLine(house));
        Assert.Null((await RedeemAsync(house, "")).Right);
        Assert.NotNull((await RedeemAsync(house, code)).Right);
    }

    [Fact]
    public async Task FilesThatAreNoneHurtNobody()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var request = house.Directory.File(PossessionProof.RequestName);

        // A link is not followed; what it leads to stays.
        var secret = house.Directory.File("elsewhere");
        await File.WriteAllTextAsync(secret, "anna");
        File.CreateSymbolicLink(request, secret);
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        Assert.True(File.Exists(secret));
        Assert.False(File.Exists(house.Directory.File(PossessionProof.CodeName)));

        // Of a huge one the beginning is read.
        await using (var huge = new FileStream(request, FileMode.Create))
        {
            huge.SetLength(1L << 40);
        }

        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        Assert.Equal(ErrorCodes.UserNotFound, FirstLine(house));

        // A pipe would never end.
        await Process.Start("mkfifo", [request]).WaitForExitAsync();
        await Task.Run(() => house.RunAsync<PossessionProof>(proof => proof.BeginAsync())).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(File.Exists(request));

        // What cannot be written says nothing to a visitor.
        File.Delete(house.Directory.File(PossessionProof.CodeName));
        Directory.CreateDirectory(house.Directory.File(PossessionProof.CodeName));
        await File.WriteAllTextAsync(request, "");
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        Directory.CreateDirectory(request);
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
    }

    private static async Task<string> RequestAsync(TestHouse house, string content)
    {
        await File.WriteAllTextAsync(house.Directory.File(PossessionProof.RequestName), content);
        await house.RunAsync<PossessionProof>(proof => proof.BeginAsync());
        return FirstLine(house);
    }

    private static string FirstLine(TestHouse house) => File.ReadAllLines(house.Directory.File(PossessionProof.CodeName))[0];

    private static Task<GuessOutcome<string>> RedeemAsync(TestHouse house, string code, string address = "203.0.113.7") =>
        house.RunAsync<PossessionProof, GuessOutcome<string>>(proof => proof.RedeemAsync(code, TestHouse.Stranger(address)));
}
