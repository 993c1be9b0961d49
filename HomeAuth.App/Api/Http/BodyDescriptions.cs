using Microsoft.OpenApi;

namespace HomeAuth.App.Api.Http;

/// <summary>Describes bodies that are read by hand. A declared content type would have the framework refuse others in its own words.</summary>
internal static class BodyDescriptions
{
    private static readonly string[] Forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
    private static readonly string[] Json = ["application/json"];

    /// <summary>A form with these fields; those that end in <c>?</c> may be left out.</summary>
    public static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder route, params string[] fields) => route.Takes(Forms, fields);

    /// <summary>A JSON object of texts with these fields; those that end in <c>?</c> may be left out.</summary>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder route, params string[] fields) => route.Takes(Json, fields);

    private static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, string[] contentTypes, string[] fields) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = fields.ToDictionary(field => field.TrimEnd('?'), IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String }),
                Required = fields.Where(field => !field.EndsWith('?')).ToHashSet(),
            };
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = contentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema }),
            };
            return Task.CompletedTask;
        });
}
