using System.Security.Cryptography;

namespace DaprShop.Local;

/// <summary>Passwords that a person can read out and type: three made-up words of three syllables, 56 bits of chance.</summary>
internal static class ReadablePassword
{
    private const string Consonants = "bdfghklmnprstvz";
    private const string Vowels = "aeiou";
    private const int Words = 3;
    private const int Syllables = 3;

    public static string Generate() => string.Join('-', Enumerable.Range(0, Words).Select(_ => Word()));

    private static string Word() => string.Concat(Enumerable.Range(0, Syllables).Select(_ => $"{Pick(Consonants)}{Pick(Vowels)}"));

    private static char Pick(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)];
}
