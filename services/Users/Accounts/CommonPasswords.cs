using System.Collections.Frozen;

namespace DaprShop.Users.Accounts;

/// <summary>The passwords that everybody tries first, of those that are long enough.</summary>
internal static class CommonPasswords
{
    private static readonly FrozenSet<string> All = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "password", "password1", "password12", "password123", "password1234", "password!", "passw0rd", "p@ssword", "p@ssw0rd", "pa55word", "mypassword", "passwords", "password2",
        "12345678", "123456789", "1234567890", "0123456789", "01234567", "87654321", "987654321", "0987654321", "12341234", "11223344", "12344321", "123123123", "123321123", "147258369",
        "00000000", "11111111", "22222222", "55555555", "66666666", "77777777", "88888888", "99999999", "000000000", "111111111", "0000000000", "1111111111", "12121212", "69696969",
        "qwertyui", "qwertyuiop", "qwerty12", "qwerty123", "qwerty1234", "qwer1234", "1234qwer", "1q2w3e4r", "1q2w3e4r5t", "q1w2e3r4", "1qaz2wsx", "zaq12wsx", "qazwsxedc", "qazwsx123",
        "asdfghjk", "asdfghjkl", "asdfasdf", "asdf1234", "zxcvbnm1", "zxcvbnm123", "azertyuiop", "qwertzuiop",
        "abcd1234", "abc12345", "abcdefgh", "abcdefg1", "a1234567", "a12345678", "aa123456", "aaaaaaaa", "1234abcd", "12345abc", "abc123abc", "a1b2c3d4",
        "iloveyou", "iloveyou1", "iloveyou2", "sunshine", "sunshine1", "princess", "princess1", "football", "football1", "baseball", "basketball", "superman", "batman123", "starwars",
        "trustno1", "letmein1", "letmein123", "welcome1", "welcome123", "whatever", "computer", "internet", "michelle", "jennifer", "jonathan", "charlie1", "jordan23", "liverpool",
        "chocolate", "butterfly", "blink182", "pokemon1", "pokemon123", "dragon123", "monkey123", "shadow123", "master123", "michael1", "nicole123", "hello123", "samsung1", "google123",
        "admin123", "admin1234", "administrator", "changeme", "changeme1", "changeit", "default1", "secret123", "test1234", "testtest", "testing123", "guest123", "user1234", "login123", "root1234", "temp1234");

    /// <summary>Whether a password is one of them, without regard to case.</summary>
    public static bool Contain(string password) => All.Contains(password);
}
