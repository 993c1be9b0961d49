using System.Text;
using QRCoder;

namespace HomeAuth.App.Images;

/// <summary>QR codes: dark on white with a white margin of their own, so that they are read on a dark page too.</summary>
public static class QrCodes
{
    private const int PixelsPerModule = 4;

    /// <summary>A picture by itself, as SVG.</summary>
    public static string Svg(string content)
    {
        using var data = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(PixelsPerModule, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.WidthHeightAttribute);
    }

    /// <summary>A picture within a page, as Home Assistant's clients put it there.</summary>
    public static string InlineSvg(string content) =>
        Svg(content).Replace(" xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal).ReplaceLineEndings("");

    /// <summary>A picture for a console with light text on dark, two dots to a letter.</summary>
    public static string Text(string content)
    {
        using var data = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.L);
        using var code = new AsciiQRCode(data);
        return code.GetGraphicSmall();
    }

    /// <summary>A picture as the address of an image.</summary>
    public static string DataAddress(string content) => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Svg(content)));
}
