using HomeAuth.App.Authentication;
using Microsoft.AspNetCore.Http;

namespace HomeAuth.Tests.App.Authentication;

public sealed class SchemeCookieManagerTests
{
    [Theory]
    [InlineData("https", "__Host-homeauth.session=value")]
    [InlineData("http", "homeauth.session=value")]
    public void CookieHasTheHostPrefixOnHttpsAndIsPlainOnHttp(string scheme, string expected)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme } };

        new SchemeCookieManager().AppendResponseCookie(context, SessionCookie.Name, "value", new CookieOptions { Secure = scheme == "https", Path = "/" });

        Assert.StartsWith(expected, context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void PlainCookieIsNotReadOnHttps()
    {
        var context = new DefaultHttpContext { Request = { Scheme = "https" } };
        context.Request.Headers.Cookie = "homeauth.session=planted";
        Assert.Null(new SchemeCookieManager().GetRequestCookie(context, SessionCookie.Name));
    }
}
