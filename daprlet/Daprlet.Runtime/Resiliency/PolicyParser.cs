using Daprlet.Expressions;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>Turns a resource into policies: all of it, or none when anything in it is wrong.</summary>
internal static class PolicyParser
{
    /// <exception cref="ResourceException">Something in the resource cannot be used.</exception>
    public static PolicyDefinitions Parse(ResiliencyManifest manifest)
    {
        var definitions = new PolicyDefinitions();
        AddPolicies(manifest.Spec?.Policies ?? new PoliciesSpec(), definitions, reason => new ResourceException(manifest.File, manifest.Name, reason));
        AddTargets(manifest.Spec?.Targets ?? new TargetsSpec(), definitions, reason => new ResourceException(manifest.File, manifest.Name, reason));
        return definitions;
    }

    private static void AddPolicies(PoliciesSpec policies, PolicyDefinitions definitions, Func<string, ResourceException> wrong)
    {
        foreach (var (name, text) in Entries(policies.Timeouts))
            definitions.Timeouts[name] = PolicyDuration.TryParse(text ?? "", out var timeout) ? timeout : throw wrong($"timeout {name}: invalid duration \"{text}\"");
        foreach (var (name, spec) in Entries(policies.Retries))
            AddRetry(name, Retry(spec ?? new RetrySpec(), reason => wrong($"retry {name}: {reason}")), definitions);
        foreach (var (name, spec) in Entries(policies.CircuitBreakers))
            definitions.CircuitBreakers[name] = Breaker(name, spec ?? new CircuitBreakerSpec(), reason => wrong($"circuit breaker {name}: {reason}"));
    }

    private static void AddRetry(string name, RetryPolicy retry, PolicyDefinitions definitions)
    {
        if (BuiltInRetries.IsProtected(name))
        {
            definitions.Warnings.Add($"Attempted to override protected policy {name} which is not allowed. Ignoring provided policy and using default.");
            return;
        }
        if (BuiltInRetries.All.ContainsKey(name) && retry.MaxRetries < BuiltInRetries.Minimum)
        {
            definitions.Warnings.Add($"Attempted override of {name} did not meet minimum retry count, resetting to {BuiltInRetries.Minimum}.");
            retry = retry with { MaxRetries = BuiltInRetries.Minimum };
        }
        definitions.Retries[name] = retry;
    }

    private static RetryPolicy Retry(RetrySpec spec, Func<string, ResourceException> wrong)
    {
        var standard = new RetryPolicy();
        return new RetryPolicy
        {
            IsExponential = (spec.Policy ?? "").ToLowerInvariant() switch
            {
                "" or "constant" => false,
                "exponential" => true,
                _ => throw wrong($"the policy must be constant or exponential, not {spec.Policy}"),
            },
            Duration = Duration(spec.Duration, "duration", wrong) ?? standard.Duration,
            MaxInterval = Duration(spec.MaxInterval, "maxInterval", wrong) ?? standard.MaxInterval,
            MaxRetries = spec.MaxRetries ?? standard.MaxRetries,
            HttpStatusCodes = Codes(spec.Matching?.HttpStatusCodes, StatusCodeRanges.Http, wrong),
            GrpcStatusCodes = Codes(spec.Matching?.GrpcStatusCodes, StatusCodeRanges.Grpc, wrong),
        };
    }

    private static StatusCodeRanges Codes(string? text, (int First, int Last) valid, Func<string, ResourceException> wrong)
    {
        try
        {
            return StatusCodeRanges.Parse(text ?? "", valid);
        }
        catch (FormatException e)
        {
            throw wrong(e.Message);
        }
    }

    private static CircuitBreakerPolicy Breaker(string name, CircuitBreakerSpec spec, Func<string, ResourceException> wrong)
    {
        var standard = new CircuitBreakerPolicy();
        var timeout = Duration(spec.Timeout, "timeout", wrong) ?? TimeSpan.Zero;
        return new CircuitBreakerPolicy
        {
            Name = name,
            MaxRequests = spec.MaxRequests switch
            {
                < 0 => throw wrong("maxRequests must not be below zero"),
                0 => standard.MaxRequests,
                _ => spec.MaxRequests,
            },
            Interval = Duration(spec.Interval, "interval", wrong) ?? standard.Interval,
            Timeout = timeout > TimeSpan.Zero ? timeout : standard.Timeout,
            Trip = string.IsNullOrEmpty(spec.Trip) ? null : Trip(spec.Trip, wrong),
        };
    }

    private static Condition Trip(string text, Func<string, ResourceException> wrong)
    {
        try
        {
            return Condition.Compile(text);
        }
        catch (ExpressionException e)
        {
            throw wrong($"invalid trip expression: {e.Message}");
        }
    }

    private static TimeSpan? Duration(string? text, string field, Func<string, ResourceException> wrong) => text switch
    {
        null or "" => null,
        _ => PolicyDuration.TryParse(text, out var duration) ? duration : throw wrong($"{field}: invalid duration \"{text}\""),
    };

    private static void AddTargets(TargetsSpec targets, PolicyDefinitions definitions, Func<string, ResourceException> wrong)
    {
        foreach (var (name, target) in Entries(targets.Apps))
            definitions.Apps[name] = Checked(target ?? new AppPolicyNames(), reason => wrong($"app {name}: {reason}"));
        foreach (var (name, target) in Entries(targets.Actors))
            definitions.Actors[name] = Checked(target ?? new ActorPolicyNames(), reason => wrong($"actor {name}: {reason}"));
        foreach (var (name, target) in Entries(targets.Components))
            definitions.Components[name] = target ?? new ComponentPolicyNames();
    }

    private static AppPolicyNames Checked(AppPolicyNames target, Func<string, ResourceException> wrong) =>
        target.CircuitBreakerCacheSize >= 0 ? target : throw wrong("circuitBreakerCacheSize must not be below zero");

    private static ActorPolicyNames Checked(ActorPolicyNames target, Func<string, ResourceException> wrong)
    {
        if (!string.IsNullOrEmpty(target.CircuitBreaker) && target.CircuitBreakerScope is not ("type" or "id" or "both"))
            throw wrong(string.IsNullOrEmpty(target.CircuitBreakerScope) ? "actor circuit breakers must include scope" : $"unknown circuit breaker scope {target.CircuitBreakerScope}");
        return target.CircuitBreakerCacheSize >= 0 ? target : throw wrong("circuitBreakerCacheSize must not be below zero");
    }

    private static IEnumerable<KeyValuePair<string, T>> Entries<T>(IReadOnlyDictionary<string, T>? map) => map ?? Enumerable.Empty<KeyValuePair<string, T>>();
}
