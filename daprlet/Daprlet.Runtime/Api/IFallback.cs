namespace Daprlet.Api;

/// <summary>Answers what no route of the API matches.</summary>
public interface IFallback
{
    Task HandleAsync(ApiContext context);
}
