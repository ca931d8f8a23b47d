namespace DaprShop.Local;

/// <summary><c>dotnet run --project local -- secrets</c>: what <c>dapr run -f .</c> needs beforehand.</summary>
internal static class SecretsCommand
{
    public static Task<int> Run(string? data)
    {
        var folder = DataFolder.Create(data ?? Repository.Find().DefaultData);
        var password = SecretsFile.Complete(folder.Secrets);
        var path = DisplayPath.Of(folder.Secrets);
        Console.WriteLine(password is null ? $"{path} is complete; nothing has been changed." : $"{path} is created. Administrator: admin, password: {password}");
        return Task.FromResult(0);
    }
}
