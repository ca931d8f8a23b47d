namespace Daprlet.Expressions;

/// <summary>The value of a variable: null, bool, long, double, string, or a <see cref="System.Text.Json.JsonElement"/> whose strings are Unicode.</summary>
/// <exception cref="ExpressionException">There is no such variable.</exception>
public delegate object? Variables(string name);
