namespace Scanward.Resolution.Plants;

/// <summary>
/// What an asset or its class says of one member: nothing, <c>none</c>, or a value. What the asset says goes before what its class says.
/// </summary>
internal readonly record struct Said<T>(bool IsSaid, T? Value)
{
    public static Said<T> Nothing => default;

    public static Said<T> None => new(true, default);

    public static Said<T> Of(T value) => new(true, value);

    public Said<T> Or(Said<T> fallback) => IsSaid ? this : fallback;
}
