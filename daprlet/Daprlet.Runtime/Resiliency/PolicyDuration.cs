using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>Durations in policies: Go's (<c>500ms</c>, <c>1m30s</c>), and plain numbers for milliseconds.</summary>
internal static class PolicyDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return GoDuration.TryParse(text, out duration);
        var fits = Math.Abs((decimal)milliseconds) <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;
        duration = fits ? TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond) : TimeSpan.Zero;
        return fits;
    }
}
