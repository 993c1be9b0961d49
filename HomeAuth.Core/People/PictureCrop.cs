namespace HomeAuth.Core.People;

/// <summary>Which square of a picture is kept.</summary>
/// <param name="Zoom">How much smaller than the largest possible square it is: 1 for that one, at most <see cref="LargestZoom"/>.</param>
/// <param name="X">Where it lies from the left: 0 at the left edge, 1 at the right one.</param>
/// <param name="Y">Where it lies from above: 0 at the upper edge, 1 at the lower one.</param>
public sealed record PictureCrop(double Zoom, double X, double Y)
{
    /// <summary>The smallest square is a quarter of the largest one, on each side.</summary>
    public const double LargestZoom = 4;

    /// <summary>The largest square, from the middle.</summary>
    public static PictureCrop Middle { get; } = new(1, 0.5, 0.5);

    /// <summary>The side of the square in a picture of this size, and where it begins, in pixels. What is out of bounds is taken as the bound.</summary>
    public (double Side, double Left, double Top) In(int width, int height)
    {
        var side = Math.Min(width, height) / Bounded(Zoom, 1, LargestZoom);
        return (side, Bounded(X, 0, 1) * (width - side), Bounded(Y, 0, 1) * (height - side));
    }

    // Also what is no number.
    private static double Bounded(double value, double least, double most) => value >= least ? Math.Min(value, most) : least;
}
