namespace HomeAuth.App.Api.Http;

internal static class Methods
{
    /// <summary>Whatever can be read can be asked about.</summary>
    public static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
}
