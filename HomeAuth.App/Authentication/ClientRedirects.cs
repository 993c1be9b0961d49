namespace HomeAuth.App.Authentication;

/// <summary>Sending the browser back to a client.</summary>
public static class ClientRedirects
{
    private static readonly object Mark = new();

    /// <summary>
    /// Sends the browser to an address of a client, letter for letter. Only for a redirect URI that was allowed: such a one is ASCII without
    /// spaces and controls, so it is a header value as it is.
    /// </summary>
    public static void RedirectToClient(this HttpContext context, string address)
    {
        context.Items[Mark] = true;
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = address;
    }

    /// <summary>Whether the answer leads to a client, which may live at our own name too.</summary>
    public static bool IsRedirectToClient(this HttpContext context) => context.Items.ContainsKey(Mark);
}
