namespace Dapr.Actors.Runtime;

/// <summary>The states that an actor read or changed in this activation; a reentrant call has its own.</summary>
internal sealed class ActorStateManager(ActorHost host) : IActorStateManager
{
    private static readonly AsyncLocal<Dictionary<string, TrackedState>?> Reentrant = new();

    private readonly Dictionary<string, TrackedState> _activation = [];

    /// <summary>From now on, and until <see cref="LeaveReentrantCall"/>, states are read anew and changed apart from other calls of the chain.</summary>
    public static void EnterReentrantCall() => Reentrant.Value = [];

    public static void LeaveReentrantCall() => Reentrant.Value = null;

    private Dictionary<string, TrackedState> Tracked => Reentrant.Value ?? _activation;

    private ActorStateStore Store => host.StateStore ?? throw new InvalidOperationException(
        "The actor was initialized without a state provider, and so cannot interact with state. If this is inside a unit test, replace Actor.StateProvider with a mock.");

    public Task UnloadStateAsync(string stateName, UnloadStateOptions? options, CancellationToken cancellationToken)
    {
        var states = States(stateName);
        if (states.GetValueOrDefault(stateName) is { Change: not StateChangeKind.None } && options?.AllowUnloadingWhenStateModified is not true)
            throw new InvalidOperationException($"Cannot unload state '{stateName}' because it has been modified and not yet persisted. Set AllowUnloadingWhenStateModified to true to override.");

        states.Remove(stateName);
        return Task.CompletedTask;
    }

    public Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken) => AddAsync(stateName, value, null, cancellationToken);

    public Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken) => AddAsync(stateName, value, ttl, cancellationToken);

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken) => TryAddAsync(stateName, value, null, cancellationToken);

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken) => TryAddAsync(stateName, value, ttl, cancellationToken);

    public async Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken) =>
        await TryGetStateAsync<T>(stateName, cancellationToken) is { HasValue: true } state ? state.Value : throw NotFound(stateName);

    public async Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken)
    {
        var states = States(stateName);
        if (!states.TryGetValue(stateName, out var state))
        {
            state = await Store.LoadAsync<T>(stateName, cancellationToken);
            if (state is not null)
                states.Add(stateName, state);
        }

        return state is null or { IsRemoved: true } or { IsExpired: true } ? default : new ConditionalValue<T>(true, (T)state.Value!);
    }

    public Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken) => SetAsync(stateName, value, null, cancellationToken);

    public Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken) => SetAsync(stateName, value, ttl, cancellationToken);

    public async Task RemoveStateAsync(string stateName, CancellationToken cancellationToken)
    {
        if (!await TryRemoveStateAsync(stateName, cancellationToken))
            throw NotFound(stateName);
    }

    public async Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken)
    {
        var states = States(stateName);
        switch (states.GetValueOrDefault(stateName))
        {
            case null when await Store.ContainsAsync(stateName, cancellationToken):
                states.Add(stateName, TrackedState.Removed());
                return true;
            case null or { IsExpired: false, IsRemoved: true }:
                return false;
            case { IsExpired: true }:
                states.Remove(stateName);
                return false;
            case { Change: StateChangeKind.Add }:
                states.Remove(stateName);
                return true;
            case var state:
                state.Change = StateChangeKind.Remove;
                return true;
        }
    }

    public async Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken) =>
        States(stateName).TryGetValue(stateName, out var state) ? !state.IsRemoved : await Store.ContainsAsync(stateName, cancellationToken);

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken) => GetOrAddAsync(stateName, value, null, cancellationToken);

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken) => GetOrAddAsync(stateName, value, ttl, cancellationToken);

    public Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken) =>
        AddOrUpdateAsync(stateName, addValue, updateValueFactory, null, cancellationToken);

    public Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken) =>
        AddOrUpdateAsync(stateName, addValue, updateValueFactory, ttl, cancellationToken);

    public Task ClearCacheAsync(CancellationToken cancellationToken)
    {
        _ = Store;
        Tracked.Clear();
        return Task.CompletedTask;
    }

    public async Task SaveStateAsync(CancellationToken cancellationToken)
    {
        var (store, states) = (Store, Tracked);
        var changes = states.Where(state => state.Value.Change != StateChangeKind.None).ToList();
        if (changes.Count == 0)
            return;

        // Marked as saved before the answer comes: what changes meanwhile must not be taken for saved.
        var saving = store.SaveAsync(changes, cancellationToken);
        foreach (var (_, state) in changes.Where(change => !change.Value.IsRemoved))
            state.Change = StateChangeKind.None;

        await saving;
        foreach (var (name, _) in changes.Where(change => change.Value.IsRemoved))
            states.Remove(name);
    }

    private async Task AddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (!await TryAddAsync(name, value, ttl, cancellationToken))
            throw new InvalidOperationException($"The actor state name '{name}' already exist.");
    }

    private async Task<bool> TryAddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var states = States(name);
        if (states.TryGetValue(name, out var state))
        {
            if (!state.IsRemoved && !state.IsExpired)
                return false;

            states[name] = TrackedState.Create(value, StateChangeKind.Update, ttl);
            return true;
        }

        if (await Store.ContainsAsync(name, cancellationToken))
            return false;

        states[name] = TrackedState.Create(value, StateChangeKind.Add, ttl);
        return true;
    }

    private async Task SetAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var states = States(name);
        if (states.TryGetValue(name, out var state))
        {
            state.Value = value;
            state.TtlExpireTime = TrackedState.Expiry(ttl);
            state.MarkUpdated();
            return;
        }

        var change = await Store.ContainsAsync(name, cancellationToken) ? StateChangeKind.Update : StateChangeKind.Add;
        states[name] = TrackedState.Create(value, change, ttl);
    }

    private async Task<T> GetOrAddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (await TryGetStateAsync<T>(name, cancellationToken) is { HasValue: true } found)
            return found.Value;

        var states = States(name);
        var change = states.GetValueOrDefault(name) is { IsRemoved: true } ? StateChangeKind.Update : StateChangeKind.Add;
        states[name] = TrackedState.Create(value, change, ttl);
        return value;
    }

    private async Task<T> AddOrUpdateAsync<T>(string name, T addValue, Func<string, T, T> updateValueFactory, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var states = States(name);
        if (!states.TryGetValue(name, out var state))
            return await AddOrUpdateStoredAsync(states, name, addValue, updateValueFactory, ttl, cancellationToken);

        if (state.IsRemoved)
        {
            states[name] = TrackedState.Create(addValue, StateChangeKind.Update, ttl);
            return addValue;
        }

        var value = updateValueFactory(name, (T)state.Value!);
        state.Value = value;
        state.MarkUpdated();
        return value;
    }

    private async Task<T> AddOrUpdateStoredAsync<T>(Dictionary<string, TrackedState> states, string name, T addValue, Func<string, T, T> updateValueFactory, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var stored = await Store.LoadAsync<T>(name, cancellationToken);
        var value = stored is null ? addValue : updateValueFactory(name, (T)stored.Value!);
        states[name] = TrackedState.Create(value, stored is null ? StateChangeKind.Add : StateChangeKind.Update, ttl);
        return value;
    }

    private Dictionary<string, TrackedState> States(string name)
    {
        ArgumentNullException.ThrowIfNull(name, "stateName");
        _ = Store;
        return Tracked;
    }

    private static KeyNotFoundException NotFound(string name) => new($"Actor State with name {name} was not found.");
}
