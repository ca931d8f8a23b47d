using Daprlet.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

public sealed class RunTemplatePropertyTests : IDisposable
{
    private readonly TemplateFolder _folder = new("app");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_number_of_the_app_stands_over_the_common_one_unless_it_is_zero()
    {
        var numbers = Gen.Elements<int?>(null, 0, 3, 9).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(numbers, numbers, (own, common) =>
        {
            var app = Read(Line("appMaxConcurrency", common), Line("appMaxConcurrency", own));
            return app.Sidecar.AppMaxConcurrency == (own is null or 0 ? common ?? -1 : own);
        }));
    }

    [Fact]
    public void A_switch_is_on_where_either_part_turns_it_on()
    {
        var switches = Gen.Elements<bool?>(null, false, true).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(switches, switches, (own, common) =>
            Read(Line("enableAppHealthCheck", common), Line("enableAppHealthCheck", own)).Sidecar.AppHealth is not null == (own == true || common == true)));
    }

    [Fact]
    public void Whatever_text_comes_the_answer_is_a_template_or_a_refusal_that_names_the_file()
    {
        var words = Gen.Elements("version", ": ", "1", "\n", "  ", "- ", "apps", "common", "[", "{", "&a", "*a", "appDirPath: app", "env", "'", "!!int", "\t", "null", "<<: *a").ListOf().Select(parts => string.Concat(parts));
        Check.QuickThrowOnFailure(Prop.ForAll(words.ToArbitrary(), text =>
        {
            try
            {
                return _folder.Read(text).Apps.Count > 0;
            }
            catch (RunTemplateException e)
            {
                return e.Message.StartsWith(_folder.At("dapr.yaml"), StringComparison.Ordinal);
            }
        }));
    }

    // Ended the YAML library with another exception than its own.
    [Theory]
    [InlineData("\nenv&aversionversion'version<<: *a\n[null!!int1nullenv\n<<: *a1appscommon- appsnull:   '*acommon&acommon[: 1{1- *a<<: *a  &aappsappsenv<<: *acommon&a<<: *anullcommon: 1nullnullnull1!!int{")]
    public void YAML_that_the_scanner_breaks_on_is_refused(string text) =>
        Assert.Contains("not valid YAML", Assert.Throws<RunTemplateException>(() => _folder.Read(text)).Message, StringComparison.Ordinal);

    private RunApp Read(string common, string own) =>
        Assert.Single(_folder.Read($"version: 1\ncommon:\n  name: x\n{common}apps:\n- appDirPath: app\n{own}").Apps);

    private static string Line<T>(string field, T? value) where T : struct =>
        value is null ? "" : $"  {field}: {value.ToString()!.ToLowerInvariant()}\n";
}
