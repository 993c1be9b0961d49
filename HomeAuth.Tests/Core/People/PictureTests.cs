using System.Buffers.Binary;
using System.Text;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Tests.Infrastructure;
using SkiaSharp;

namespace HomeAuth.Tests.Core.People;

public sealed class PictureTests
{
    [Theory]
    [DatabaseData]
    public async Task PictureIsKeptAsASquareOfOursAndServedUnderANewAddress(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = (await house.ClaimAsync()).UserId;
        var first = await SetAsync(house, owner, Drawn(SKEncodedImageFormat.Png));
        var second = await SetAsync(house, owner, Drawn(SKEncodedImageFormat.Jpeg));
        Assert.NotEqual(first, second);
        Assert.Null(await FindAsync(house, first!));
        var kept = await FindAsync(house, second!);
        Assert.Equal("image/webp", kept!.ContentType);
        using var picture = SKBitmap.Decode(kept.Content);
        Assert.Equal((PictureFile.Side, PictureFile.Side), (picture.Width, picture.Height));
        Assert.Null(await SetAsync(house, owner, null));
        Assert.Null(await FindAsync(house, second!));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public async Task SquareIsTheOneThatWasChosen(SKEncodedImageFormat format, string type)
    {
        // Red, green, blue and white quarters.
        var content = Drawn(format);
        Assert.Equal((type, 400, 200), PictureFile.Measure(content));
        Assert.Equal("red", await CentreAsync(content, new PictureCrop(4, 0, 0)));
        Assert.Equal("green", await CentreAsync(content, new PictureCrop(4, 1, 0)));
        Assert.Equal("blue", await CentreAsync(content, new PictureCrop(4, 0, 1)));
        Assert.Equal("white", await CentreAsync(content, new PictureCrop(4, 1, 1)));
        Assert.Equal("red", await CentreAsync(content, new PictureCrop(double.PositiveInfinity, double.NaN, -5)));
    }

    [Fact]
    public async Task CameraHeldSidewaysIsTurnedBackAndWhatItWroteIsForgotten()
    {
        // Orientation 6: what is stored on the left is looked at above.
        var content = WithExif(Drawn(SKEncodedImageFormat.Jpeg), orientation: 6, "taken at home");
        Assert.Equal(("image/jpeg", 200, 400), PictureFile.Measure(content));
        Assert.Equal("blue", await CentreAsync(content, new PictureCrop(4, 0, 0)));
        Assert.Equal("red", await CentreAsync(content, new PictureCrop(4, 1, 0)));
        Assert.Equal("white", await CentreAsync(content, new PictureCrop(4, 0, 1)));
        Assert.Contains("taken at home", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
        Assert.DoesNotContain("taken at home", Encoding.Latin1.GetString(await PictureFile.SquareAsync(content, PictureCrop.Middle)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAreRefusedBeforeTheyCostAnything()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var jpeg = Drawn(SKEncodedImageFormat.Jpeg);
        (string Code, byte[] Content)[] refused =
        [
            (ErrorCodes.PictureInvalid, []),
            (ErrorCodes.PictureInvalid, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]),
            (ErrorCodes.PictureInvalid, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
            (ErrorCodes.PictureInvalid, Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")),
            (ErrorCodes.PictureInvalid, jpeg[..(jpeg.Length / 2)]),
            (ErrorCodes.PictureTooLarge, Pretending(jpeg, 65_000, 65_000)),
            (ErrorCodes.PictureTooLarge, Pretending(jpeg, PictureFile.LongestSide + 1, 1)),
            (ErrorCodes.PictureTooLarge, [.. jpeg, .. new byte[PictureFile.Largest]]),
            (ErrorCodes.PictureMoves, Film(Drawn(SKEncodedImageFormat.Webp))),
        ];
        foreach (var (code, content) in refused)
        {
            var before = GC.GetTotalAllocatedBytes();
            Assert.Equal(code, (await Assert.ThrowsAsync<HomeAuthException>(() => SetAsync(house, owner, content))).Code);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
        }

        Assert.Null(await house.RunAsync<Pictures, string?>(pictures => pictures.AddressOfAsync(owner)));
    }

    private static async Task<string?> SetAsync(TestHouse house, string userId, byte[]? content)
    {
        await house.RunAsync<Pictures>(pictures => pictures.SetAsync(userId, content, PictureCrop.Middle, TestHouse.Actor(userId)));
        return await house.RunAsync<Pictures, string?>(pictures => pictures.AddressOfAsync(userId));
    }

    private static Task<Picture?> FindAsync(TestHouse house, string address) =>
        house.RunAsync<Pictures, Picture?>(pictures => pictures.FindAsync(address.Split('/')[4]));

    private static byte[] Drawn(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(400, 200);
        using var canvas = new SKCanvas(bitmap);
        foreach (var (colour, x, y) in new[] { (SKColors.Red, 0, 0), (SKColors.Lime, 200, 0), (SKColors.Blue, 0, 100), (SKColors.White, 200, 100) })
        {
            using var paint = new SKPaint { Color = colour };
            canvas.DrawRect(x, y, 200, 100, paint);
        }

        canvas.Flush();
        using var file = bitmap.Encode(format, 95);
        return file.ToArray();
    }

    private static async Task<string> CentreAsync(byte[] content, PictureCrop crop)
    {
        using var square = SKBitmap.Decode(await PictureFile.SquareAsync(content, crop));
        var colour = square.GetPixel(PictureFile.Side / 2, PictureFile.Side / 2);
        return (colour.Red > 128, colour.Green > 128, colour.Blue > 128) switch
        {
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            (true, true, true) => "white",
            _ => colour.ToString(),
        };
    }

    // Writes another size into the header of a JPEG (ISO 10918-1, B.2.2).
    private static byte[] Pretending(byte[] jpeg, int width, int height)
    {
        var changed = (byte[])jpeg.Clone();
        var frame = changed.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 7), (ushort)width);
        return changed;
    }

    private static byte[] WithExif(byte[] jpeg, byte orientation, string description)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(description), 0];
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 2,
            0x01, 0x0E, 0, 2, 0, 0, 0, (byte)text.Length, 0, 0, 0, 38,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            0, 0, 0, 0, .. text,
        ];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    // Two frames of the same picture (WebP container specification, Animation).
    private static byte[] Film(byte[] webp)
    {
        byte[] size = [0x8F, 1, 0, 0xC7, 0, 0];
        byte[] frame = Chunk("ANMF", [0, 0, 0, 0, 0, 0, .. size, 100, 0, 0, 0, .. webp[12..]]);
        byte[] body = [.. "WEBP"u8, .. Chunk("VP8X", [2, 0, 0, 0, .. size]), .. Chunk("ANIM", [0, 0, 0, 0, 0, 0]), .. frame, .. frame];
        return Chunk("RIFF", body);
    }

    private static byte[] Chunk(string name, byte[] payload)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)payload.Length);
        return [.. Encoding.ASCII.GetBytes(name), .. length, .. payload];
    }
}
