using HomeAuth.Core.People;

namespace HomeAuth.App.Api.Http;

/// <summary>Pictures of people, at Home Assistant's address. Whoever knows the address may look: programs show them without a token.</summary>
public static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder routes) => routes.MapMethods("/api/image/serve/{imageId}/{size}", Methods.Get, ServeAsync)
        .WithTags("House").WithSummary("A picture of somebody, as large as it is kept").Produces<byte[]>(StatusCodes.Status200OK, PictureFile.ContentType);

    private static async Task<IResult> ServeAsync(HttpContext context, string imageId, string size, Pictures pictures)
    {
        if (await pictures.FindAsync(imageId, context.RequestAborted) is not { } picture)
        {
            return Results.Text("404: Not Found", statusCode: StatusCodes.Status404NotFound);
        }

        // An address is one picture for ever, and the browser is not to guess what it is.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(picture.Content, picture.ContentType);
    }
}
