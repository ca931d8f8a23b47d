using System.Globalization;
using System.Text.Json;
using Daprlet.Expressions;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Expressions;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("event.type == \"order.paid\"")]
    [InlineData("event.type == 'order.paid' && event.data.total > 100")]
    [InlineData("event.data.count == 3 && event.data.count != 4")]
    [InlineData("event.type in ['order.paid', \"order.refunded\"]")]
    [InlineData("'vip' in event.data.tags")]
    [InlineData("'country' in event.data.address")]
    [InlineData("has(event.data.address.country) && !has(event.data.address.city)")]
    [InlineData("event.data['name'] == 'Ana' && event.data.tags[0] == 'new'")]
    [InlineData("size(event.data.tags) == 2 && event.data.name.size() == 3")]
    [InlineData("event.type.startsWith('order.') && event.type.endsWith('paid') && event.type.contains('.') && event.type.matches('^[a-z]+[.]')")]
    [InlineData("event.data.none == null")]
    [InlineData("event.data.count > 2 ? event.data.total < 200.0 : false")]
    [InlineData("int(event.data.total) == 101 && double('1.5') == 1.5 && string(7) == '7'")]
    [InlineData("1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && -7 / 2 == -3 && 7 % 4 == 3")]
    [InlineData("event.missing.deep == 1 || event.type == 'order.paid'")]
    [InlineData("!(event.missing.deep == 1 && event.type == 'other')")]
    [InlineData("'a\\tb\\u00e9' == 'a\tbé' && r'\\d' == '\\\\d' && 0x10 == 16")]
    [InlineData("{'a': [1, 2]}['a'] == [1, 2] // a comment")]
    [InlineData("event.data.tags.exists(tag, tag.startsWith('v')) && event.data.tags.all(t, size(t) == 3)")]
    [InlineData("event.data.tags.exists_one(t, t == 'vip') && event.data.tags.filter(t, t != 'vip') == ['new']")]
    [InlineData("[1, 2, 3].map(n, n * 2) == [2, 4, 6] && [1, 2, 3].map(n, n > 1, n + 1) == [3, 4]")]
    [InlineData("event.data.address.exists(key, key == 'country') && {'a': 1}.all(k, k == 'a') && [].all(x, false)")]
    [InlineData("[0, 1].exists(n, 1 / n == 1) && ![0, 1].all(n, 1 / n == 2) && [[1], [2]].exists(list, list.exists(n, n == 2))")]
    [InlineData("type(event.data) == map && type(event.data.tags) == list && type(event.type) == string && type(1) != type(1.0) && type(type(null)) == type")]
    [InlineData("event.data.address == {'country': 'SI'} && {'n': 3} == {'n': event.data.count} && event.data.address != {}")]
    [InlineData("timestamp(event.time) < timestamp('2026-01-02T00:00:00+01:00') && timestamp(event.time) + duration('1h') == timestamp('2026-01-01T13:30:00Z')")]
    [InlineData("timestamp(event.time).getFullYear() == 2026 && timestamp(event.time).getHours('+02:00') == 14 && timestamp(event.time).getDayOfWeek() == 4")]
    [InlineData("timestamp(event.time) - timestamp('2026-01-01T00:00:00Z') > duration('12h') && duration('90m').getMinutes() == 90 && string(duration('90s')) == '90s'")]
    [InlineData("bool('true') && dyn(event.type) == 'order.paid' && int(timestamp('1970-01-01T00:01:00Z')) == 60")]
    [InlineData("uint(event.data.count) == 3u && uint('7') == 7u && type(1u) == uint && 1u < 2 && 3u == 3.0 && uint(1.9) == 1u")]
    [InlineData("18446744073709551615u > 9223372036854775807 && -1 < 0u && -9223372036854775808 < 0 && int(5u) == 5")]
    [InlineData("9223372036854775807 != 9223372036854775806 && 9007199254740993 > 9007199254740992 && 0.5 > 0 && -0.5 < 0")]
    [InlineData("b'abc' == bytes('abc') && type(b'') == bytes && size(b'\\x00é') == 3 && string(b'h' + br'i') == 'hi' && b'a' < b'b'")]
    [InlineData("bool(true) && bool('t') && !bool('0') && dyn(1) == 1 && type(dyn('x')) == string && type({}) == map")]
    [InlineData("string(1.0) == '1' && string(1e6) == '1e+06' && string(0.5) == '0.5' && string(7u) == '7' && string(true) == 'true'")]
    [InlineData("double('1e3') == 1000.0 && double('-inf') < -1e300 && double('NaN') != double('NaN') && double(3u) == 3.0")]
    [InlineData("'\\U0001F600' > '\\uFFFD'")]
    public void A_rule_that_holds(string rule) => Assert.True(Rule.Holds(rule));

    [Theory]
    [InlineData("event.type == \"order\"")]
    [InlineData("event.data.total == '101.5'")]
    [InlineData("has(event.data.address.city)")]
    [InlineData("has(event.type.anything)")]
    [InlineData("'x' in event.data.tags")]
    [InlineData("!true")]
    public void A_rule_that_does_not_hold(string rule) => Assert.False(Rule.Holds(rule));

    [Fact]
    public void No_text_does_anything_else_than_compile_or_be_refused()
    {
        var words = Gen.Elements("event", ".", "type", "data", "(", ")", "[", "]", "{", "}", "==", "&&", "||", "!", "in", "'a'", "\"", "1", "1.5", "-", "+", "has", "size", "?", ":", ",", "true", "null", "\\", "r'", "é");
        Prop.ForAll(words.ArrayOf().Select(parts => string.Join(' ', parts)).ToArbitrary(), text =>
        {
            try
            {
                Rule.Holds(text);
            }
            catch (ExpressionException)
            {
                return true;
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Arithmetic_binds_as_in_CEL() =>
        Prop.ForAll(Gen.Choose(-1_000, 1_000).Three().ToArbitrary(), numbers =>
        {
            var (a, b, c) = numbers;
            string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
            return Rule.Holds($"{Text(a)} + {Text(b)} * {Text(c)} == {Text(a + (b * c))} && {Text(a)} - {Text(b)} - {Text(c)} == {Text(a - b - c)}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_equals_itself_however_it_is_quoted() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var quoted = string.Concat(text.Get.EnumerateRunes().Select(rune => $"\\U{rune.Value:x8}"));
            return Rule.Holds($"event.type == '{quoted}'", JsonSerializer.Serialize(new { type = string.Concat(text.Get.EnumerateRunes()) }));
        }).QuickCheckThrowOnFailure();
}
