namespace HomeAuth.Tests.Infrastructure;

/// <summary>What somebody does who has nothing but a keyboard.</summary>
internal static class KeyboardSteps
{
    // The name that the focus would be announced with, in short.
    private const string Focused = """
        () => {
          const one = document.activeElement;
          const label = one.labels?.[0] ?? (one.getAttribute('aria-labelledby') && document.getElementById(one.getAttribute('aria-labelledby')));
          return (one.getAttribute('aria-label') ?? label?.textContent ?? one.textContent ?? '').trim().replace(/\s+/g, ' ');
        }
        """;

    /// <summary>Goes on with the Tab key until what has the focus is called so.</summary>
    public static async Task TabToAsync(this Person person, string name)
    {
        List<string> passed = [];
        while (passed.Count < 80)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            var focused = await person.Page.EvaluateAsync<string>(Focused);
            if (focused == name)
            {
                return;
            }

            passed.Add(focused);
        }

        Assert.Fail($"No way to {name} with the Tab key; on it were: {string.Join(" | ", passed)}");
    }

    public static async Task TabToAndPressAsync(this Person person, string name, string key = "Enter")
    {
        await person.TabToAsync(name);
        await person.Page.Keyboard.PressAsync(key);
    }

    public static async Task TabToAndTypeAsync(this Person person, string name, string text)
    {
        await person.TabToAsync(name);
        await person.Page.Keyboard.PressAsync("Control+a");
        await person.Page.Keyboard.TypeAsync(text);
    }
}
