using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>What axe cannot see: the size of what is pressed, where the focus is and how it looks, and what happens when letters grow (WCAG 2.2 AA, and 2.5.5).</summary>
public sealed class AccessTests(AccessHouse house) : IClassFixture<AccessHouse>
{
    // What is narrower or lower than a finger; links in running text excepted, and what lies in a label is as large as that.
    private const string SmallTargets = """
        () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]')].filter(one => {
          if (one.matches(':disabled, .skip-link, [aria-hidden=true]') || !one.checkVisibility({ visibilityProperty: true })) return false;
          const running = one.matches('a') && getComputedStyle(one).display === 'inline'
            && [...one.parentElement.childNodes].some(other => other !== one && other.textContent.trim() !== '');
          const targets = [one, one.matches('input') && one.closest('label, .mud-input-control')].filter(target => target).map(target => target.getBoundingClientRect());
          return !running && targets[0].width > 0 && targets.every(({ width, height }) => width < 43.5 || height < 43.5);
        }).map(one => { const { width, height } = one.getBoundingClientRect(); return `${Math.round(width)}x${Math.round(height)} ${one.outerHTML.slice(0, 160)}`; })
        """;

    // How the focus is seen on what has it: an outline, or the thicker frame of a field of MudBlazor, against what is behind it; and whether anything covers it.
    private const string Focus = """
        async () => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          if (one.dataset.tabbed) return 'again';
          one.dataset.tabbed = 'true';
          let problem;
          // What is drawn in a moment is drawn.
          for (let frame = 0; frame < 30 && (problem = look()) !== ''; frame++) await new Promise(requestAnimationFrame);
          return problem;

          function look() {
          const frame = one.closest('.mud-input-outlined')?.querySelector('.mud-input-outlined-border');
          const seen = one.matches('.visually-hidden') ? one.closest('label') : one;
          const style = getComputedStyle(seen), border = frame && getComputedStyle(frame);
          const [width, colour] = border && parseFloat(border.borderTopWidth) >= 2 ? [2, border.borderTopColor]
            : style.outlineStyle !== 'none' ? [parseFloat(style.outlineWidth), style.outlineColor] : [0, 'rgb(0, 0, 0)'];
          let behind = seen.parentElement, ground;
          do { ground = getComputedStyle(behind).backgroundColor; behind = behind.parentElement; } while (behind && /rgba\(.*, 0(\.\d+)?\)/.test(ground));
          const light = text => text.match(/[\d.]+/g).slice(0, 3).map(part => part / 255).map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
            .reduce((sum, part, i) => sum + part * [.2126, .7152, .0722][i], 0);
          const [a, b] = [light(colour), light(ground)].sort((x, y) => y - x);
          const { left, top, width: w, height: h } = seen.getBoundingClientRect();
          const covers = [top + Math.min(h / 2, 20), (Math.max(top, 0) + Math.min(top + h, innerHeight)) / 2].map(y => document.elementFromPoint(left + w / 2, y));
          const name = seen.outerHTML.slice(0, 160);
          if (width < 2) return `no visible focus: ${name}`;
          if ((a + .05) / (b + .05) < 3) return `focus of little contrast: ${name} ${colour} on ${ground}`;
          if (covers.every(over => over && !seen.contains(over) && !over.contains(seen))) return `covered: ${name} by ${covers[0].outerHTML.slice(0, 80)}`;
          return '';
          }
        }
        """;

    internal const string Clipped = """
        () => [...document.querySelectorAll('body *')].filter(one => {
          const style = getComputedStyle(one);
          const words = button => {
            const walk = document.createTreeWalker(button, NodeFilter.SHOW_TEXT), range = document.createRange();
            let widest = 0;
            while (walk.nextNode()) { range.selectNode(walk.currentNode); widest = Math.max(widest, range.getBoundingClientRect().width); }
            return widest;
          };
          return one.checkVisibility({ visibilityProperty: true }) && style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll' && style.clipPath === 'none'
            && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
            // What spreads on a button when it is pressed reaches beyond it; its words must not.
            && (!one.matches('.mud-ripple') || words(one) > one.clientWidth + 1) && !one.matches('input, select, textarea, svg, svg *, img, .crop-frame');
        }).map(one => `clipped: ${one.outerHTML.slice(0, 160)}`)
        """;

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task TargetsAreAsLargeAsAFinger(int width)
    {
        List<string> small = [];
        foreach (var (signedIn, pages) in Doors)
        {
            await using var person = await house.ArriveAsync(signedIn, width);
            await AccessHouse.EachPageAsync(person, pages, async page => small.AddRange((await person.Page.EvaluateAsync<string[]>(SmallTargets)).Select(one => $"{page}: {one}")));
        }

        Assert.True(small.Count == 0, string.Join('\n', small));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task FocusIsSeenWhereverItGoesAndNothingHoldsIt(int width)
    {
        List<string> problems = [];
        foreach (var (signedIn, pages) in Doors)
        {
            await using var person = await house.ArriveAsync(signedIn, width);
            await AccessHouse.EachPageAsync(person, pages, async page =>
            {
                // Where the page itself puts the focus is the last stop.
                await person.Page.EvaluateAsync("document.activeElement?.blur()");
                for (var stops = 0; ; stops++)
                {
                    await person.Page.Keyboard.PressAsync("Tab");
                    var problem = await person.Page.EvaluateAsync<string?>(Focus);
                    if (problem is null or "again" || stops > 200)
                    {
                        break;
                    }

                    problems.AddRange(problem.Length == 0 ? [] : [$"{page}: {problem}"]);
                }
            });
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("html { font-size: 200% !important; }", 1280)]
    [InlineData("html { font-size: 200% !important; }", 640)]
    [InlineData("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }", 360)]
    public async Task NothingIsCutOffWhenLettersGrow(string style, int width)
    {
        List<string> problems = [];
        foreach (var (signedIn, pages) in Doors)
        {
            await using var person = await house.ArriveAsync(signedIn, width);
            await AccessHouse.EachPageAsync(person, pages, async page =>
            {
                await person.Page.EvaluateAsync("style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style); document.adoptedStyleSheets = [sheet]; }", style);
                problems.AddRange((await person.Page.EvaluateAsync<string[]>(Clipped)).Select(one => $"{page}: {one}"));
                if (await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                {
                    problems.Add($"{page}: scrolls sideways");
                }
            });
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    // 1280 by 1024 at 400 %.
    [Fact]
    public async Task DialogIsUsedAtFourTimesTheSize()
    {
        await using var person = await house.ArriveAsync(signedIn: true, 320, 256);
        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        await person.Page.Locator("#long-lived > button").ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        foreach (var part in new[] { dialog.GetByLabel("Name"), dialog.Locator("input[value=custom]"), dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }) })
        {
            await part.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(part).ToBeInViewportAsync(new() { Ratio = 0.9f });
        }

        Assert.False(await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task NothingMovesForWhoDoesNotWantThat()
    {
        await using var person = await house.ArriveAsync(signedIn: true, 1280);
        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        await person.Page.EvaluateAsync("addEventListener('animationstart', event => (window.moved ??= []).push(event)); addEventListener('transitionrun', event => (window.moved ??= []).push(event))");
        await person.Page.Locator("#long-lived > button").ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByLabel("Name").WaitForAsync();
        Assert.Equal(0, await person.Page.EvaluateAsync<int>("(window.moved ?? []).filter(event => event.elapsedTime > 0).length + document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 1).length"));
    }

    private static (bool SignedIn, string[] Pages)[] Doors => [(true, AccessHouse.Closed), (false, AccessHouse.Open)];
}
