using SkiaSharp;

namespace HomeAuth.Core.People;

/// <summary>
/// A file that is said to be a picture. Its header is judged before a pixel is unpacked, since a few bytes can say that they are a picture of gigabytes; and
/// what is kept is drawn anew, so that nothing else in the file is kept with it: no place, no camera, no program.
/// </summary>
public static class PictureFile
{
    /// <summary>Largest file, in bytes. Browsers make pictures small before they send them.</summary>
    public const int Largest = 5_000_000;

    /// <summary>Longest side that is unpacked, in pixels.</summary>
    public const int LongestSide = 2048;

    /// <summary>The side of what is kept, in pixels.</summary>
    public const int Side = 512;

    /// <summary>The kind of what is kept.</summary>
    public const string ContentType = "image/webp";

    private const int Quality = 85;

    // Unpacking takes up to 16 MB each.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Looks at the header alone.</summary>
    /// <returns>The kind of file, and its size in pixels as it is looked at, which a camera that was held sideways writes down otherwise.</returns>
    /// <exception cref="HomeAuthException"><see cref="ErrorCodes.PictureInvalid"/>, <see cref="ErrorCodes.PictureTooLarge"/> or <see cref="ErrorCodes.PictureMoves"/>.</exception>
    public static (string ContentType, int Width, int Height) Measure(byte[] content)
    {
        using var codec = Open(content);
        var turned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var type = $"image/{codec.EncodedFormat.ToString().ToLowerInvariant()}";
        return turned ? (type, codec.Info.Height, codec.Info.Width) : (type, codec.Info.Width, codec.Info.Height);
    }

    /// <summary>A square of it, as a file of <see cref="Side"/> by <see cref="Side"/> pixels.</summary>
    /// <param name="content">The file.</param>
    /// <param name="crop">Which square.</param>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="HomeAuthException">As with <see cref="Measure"/>; also when the header is all that is right about it.</exception>
    public static async Task<byte[]> SquareAsync(byte[] content, PictureCrop crop, CancellationToken cancellationToken = default)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Square(content, crop), CancellationToken.None);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static byte[] Square(byte[] content, PictureCrop crop)
    {
        using var codec = Open(content);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        using var srgb = SKColorSpace.CreateSrgb();
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb))
            || codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            throw Refused(ErrorCodes.PictureInvalid);
        }

        var turned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (side, left, top) = turned ? crop.In(height, width) : crop.In(width, height);
        using var picture = SKImage.FromBitmap(bitmap);
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul, srgb));
        // What shines through a picture is white, as it is on most paper.
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)(Side / side));
        surface.Canvas.Translate((float)-left, (float)-top);
        surface.Canvas.Concat(Upright(codec.EncodedOrigin, width, height));
        surface.Canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var file = drawn.Encode(SKEncodedImageFormat.Webp, Quality);
        return file.ToArray();
    }

    private static SKCodec Open(byte[] content)
    {
        if (content.Length > Largest)
        {
            throw Refused(ErrorCodes.PictureTooLarge);
        }

        using var data = SKData.CreateCopy(content);
        var codec = SKCodec.Create(data) ?? throw Refused(ErrorCodes.PictureInvalid);
        var problem = codec switch
        {
            { EncodedFormat: not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp) } => ErrorCodes.PictureInvalid,
            { Info.Width: > LongestSide } or { Info.Height: > LongestSide } => ErrorCodes.PictureTooLarge,
            { FrameCount: > 1 } => ErrorCodes.PictureMoves,
            _ => null,
        };
        if (problem is null)
        {
            return codec;
        }

        codec.Dispose();
        throw Refused(problem);
    }

    private static HomeAuthException Refused(string code) => new(code, "picture");

    // From how the camera was held to how the picture is looked at (Exif 2.3, Orientation).
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
