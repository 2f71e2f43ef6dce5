using System.Text;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;

namespace Scanward.Tests.Resolution.Csv;

/// <summary>Every bad input has its place: file, line and column, and says what to do.</summary>
public sealed class CsvFaultTests
{
    private const string Sites = "id,name,code,time_zone\nnorth,North,NO,Europe/Amsterdam\n";

    private const string Assets = "id,name,class,criticality\nPMP-000001,Pump,pump,3\n";

    /// <summary>Each file stands beside a site, a part, a crew with a technician, and an asset, unless it takes the place of one of them.</summary>
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "assets.csv", "id,nmae,class,criticality\n", "1:4 column_unknown", "assets.csv has no column 'nmae'; did you mean 'name'?" },
        { "assets.csv", "id,n\u001b[2Jme,class,criticality\n", "1:4 column_unknown", "has no column 'n\\u001b[2Jme'" },
        { "assets.csv", "id,\"n\nPMP: fine\",\u202eclass\n", "1:4 column_unknown", "has no column 'n\\u000aPMP: fine'" },
        { "assets.csv", "id,\u202ename\n", "1:4 column_unknown", "has no column '\\u202ename'" },
        { "assets.csv", "id,name,id\n", "1:9 column_twice", "the column 'id' stands twice" },
        { "assets.csv", "name,class\n", "1:1 column_missing", "the header has no 'id'" },
        { "assets.csv", "id,name,,class\n", "1:9 column_unnamed", "column 3 has no name" },
        { "assets.csv", "id|name|class|criticality\n", "1:1 csv_delimiter", "the file is separated by '|'; save it separated by comma, semicolon or tab." },
        { "assets.csv", "id,name,class,criticality\nPMP-000001;Pump;pump;3\n", "2:23 csv_columns", "this row is separated by ';', the header by ','" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,Pump, large,pump,3\n", "2:29 csv_columns", "this row has 5 cells, the header 4: 1 too many" },
        { "assets.csv", $"id,name,class,criticality\nPMP-000001,Pump,pump,3{new string(',', 100)}\n", "2:24 csv_columns", "this row has 104 cells, the header 4: 100 too many" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,Pump\n", "2:16 csv_columns", "this row has 2 cells, the header 4: 2 too few" },
        { "assets.csv", "", "1:1 csv_empty", "the file is empty" },
        { "assets.csv", "PK\u0003\u0004", "1:1 csv_spreadsheet", "save each sheet as 'CSV UTF-8'" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"Pump,pump,3\n", "2:12 csv_quote_open", "never closed" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,Pump 5\" wide,pump,3\n", "2:18 csv_quote", "put the whole cell in quotes" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"Pump\" 5,pump,3\n", "2:18 csv_quote", "double a quote that belongs to the text" },
        { "assets.csv", "id,name\rPMP-000001,Pump", "1:8 csv_line_end", "lines end in CRLF or LF" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"Pump\nof the yard\",pump,9\n", "2:12 text_invalid", "an asset's name is 1 to 200 characters, without control characters" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"Pump\nof the yard\",pump,9\n", "3:19 number_invalid", "criticality is a whole number from 1 to 5, not '9'." },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,=1+1,pump,3\n", "2:12 formula_cell", "this name begins with '=', which a spreadsheet would run as a formula; if it is meant as text, put an apostrophe before it: '=1+1" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,+cmd|' /C calc'!A0,pump,3\n", "2:12 formula_cell", "begins with '+'" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,-5,pump,3\n", "2:12 formula_cell", "begins with '-'" },
        { "assets.csv", "id,name,class,criticality\n@AHU-00001,Pump,pump,3\n", "2:1 formula_cell", "this id begins with '@'" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"\tPump\",pump,3\n", "2:12 formula_cell", "begins with tabs" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,\"\r\nPump\",pump,3\n", "2:12 formula_cell", "begins with a line break" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,Pump,pump,=3\n", "2:22 number_invalid", "not '=3'" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,Pump,pump,-5\n", "2:22 number_invalid", "not '-5'" },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,,pump,3\n", "2:1 member_missing", "an asset needs 'name'." },
        { "assets.csv", "id,name,class,criticality\nPMP-000001,A,pump,3\n\nPMP-000001,B,pump,3\n", "4:1 asset_twice", "asset 'PMP-000001' stands on line 2 of assets.csv already" },
        { "assets.csv", "id,name,class,criticality,site\nPMP-000001,A,pump,3,nroth\n", "2:21 site_unknown", "did you mean 'north'?" },
        { "assets.csv", "id,name,class,criticality,pm_next,pm_parts\nPMP-000001,A,pump,3,2027-01-01,seal:1|bolt:2\n", "2:32 part_unknown", "there is no part 'bolt'" },
        { "assets.csv", "id,name,class,criticality,tags\nPMP-000001,A,pump,3,a\\b\n", "2:21 csv_escape", "double it where it is meant as such" },
        { "assets.csv", "id,name,class,criticality,latitude\nPMP-000001,A,pump,3,52\n", "2:21 geolocation_invalid", "[latitude, longitude]" },
        { "repairs.csv", "class,asset,failure_mode\n,,leak\n", "2:1 repair_owner", "fill one of the two columns" },
        { "repairs.csv", "class,failure_mode\npunp,leak\n", "2:1 class_unknown", "did you mean 'pump'?" },
        { "repairs.csv", "asset,failure_mode\nPMP-000009,leak\n", "2:1 asset_unknown", "there is no asset 'PMP-000009' in these files or in the registry" },
        { "repairs.csv", "class,failure_mode,parts\npump,leak,seal\npump,leak,seal:2\n", "3:6 member_twice", "'leak' stands twice" },
        { "repairs.csv", "class,failure_mode,parts\npump,leak,seal:two\n", "2:11 number_invalid", "the quantity of seal" },
        { "history.csv", "asset,at,failure_mode\nPMP-000001,yesterday,leak\n", "2:12 time_invalid", "not 'yesterday'" },
        { "history.csv", "asset,at,failure_mode\nPMP-1,2026-01-01T00:00:00Z,leak\n", "2:1 asset_unknown", "there is no asset 'PMP-1'" },
        { "stock.csv", "site,part,on_hand\nnorth,sael,3\n", "2:7 part_unknown", "did you mean 'seal'?" },
        { "stock.csv", "part,on_hand\nseal,3\nseal,4\n", "3:1 member_twice", "'seal' stands twice" },
        { "stock.csv", "part,on_hand\nseal,-3\n", "2:6 number_invalid", "from 0 to" },
        { "technicians.csv", "id,name,crew\nt-1,Ana,mehc\n", "2:9 crew_unknown", "did you mean 'mech'?" },
        { "shifts.csv", "technician,days,hours\nt-2,mon,08:00-12:00\n", "2:1 technician_unknown", "there is no technician 't-2'" },
        { "shifts.csv", "technician,days,hours,kind\nt-1,mon,08:00-12:00,nights\n", "2:21 word_invalid", "the kind of a shift is shift or on_call, not 'nights'." },
        { "shifts.csv", "technician,days,hours\nt-1,mon|tue,08:00-12:00\nt-1,tue,11:00-13:00\n", "3:1 shifts_overlap", "shifts overlap" },
        { "absences.csv", "technician,from,to\nt-1,2026-12-31,2026-12-01\n", "2:1 absence_invalid", "ends before it begins" },
        { "hours.csv", "site,days,hours\nnorth,mon-fri,08:00-17:00\nnorth,fri,18:00-19:00\n", "3:7 days_twice", "stands in these hours twice" },
        { "hours.csv", "site,days,hours\nsouth,mon-fri,08:00-17:00\n", "2:1 site_unknown", "there is no site 'south'" },
        { "holidays.csv", "date\n2026-02-30\n", "2:1 date_invalid", "a day that exists" },
        { "assest.csv", "x,y\n1,2\n", "1:1 csv_kind_unknown", "did you mean 'assets.csv'?" },
        { "people.csv", "id,name\n1,2\n", "1:1 csv_kind_unknown", "call it " },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_HasItsPlace(string file, string text, string place, string says)
    {
        var fault = Assert.Single(Read(CsvTexts.File(file, text)), fault => $"{fault.Line}:{fault.Column} {fault.Code}" == place);
        Assert.Equal(file, fault.File);
        Assert.Contains(says, fault.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Latin1_IsToldByItsFirstByte()
    {
        var bytes = Encoding.Latin1.GetBytes("id,name,class,criticality\nPMP-000001,\"Pompe\nd'été\",pump,3\nPMP-000002,Été,pump,3\n");
        var faults = Read(new PlantCsvFile("assets.csv", bytes));
        Assert.Equal(["3:3 not_utf8", "4:12 not_utf8"], faults.Where(f => f.Code == "not_utf8").Select(f => $"{f.Line}:{f.Column} {f.Code}"));
        Assert.Contains("the byte 0xE9 ('é' in Latin-1) is not UTF-8; save the file as UTF-8", faults.First(f => f.Code == "not_utf8").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf16_IsTold() =>
        Assert.Contains("UTF-16", Assert.Single(Read(new PlantCsvFile("assets.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Assets)).ToArray()))).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(',', "the file is separated by ';', not by ','; say so with --delimiter")]
    [InlineData('\t', "the file is separated by ';', not by tabs; say so with --delimiter")]
    public void WrongDelimiterGiven_IsTold(char given, string says)
    {
        var faults = Assert.IsType<PlantFaults>(CsvTexts.Read([CsvTexts.File("sites.csv", Sites.Replace(',', ';'))], delimiter: given)).Faults;
        Assert.Contains(says, Assert.Single(faults).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultsOfAllFiles_ComeAtOnce_InTheOrderOfTheFiles()
    {
        var faults = Assert.IsType<PlantFaults>(CsvTexts.Read(
        [
            CsvTexts.File("sites.csv", "id,name,code,time_zone\nnorth,North,NO,Europe/Amsterdan\n"),
            CsvTexts.File("assets.csv", "id,name,class,criticality\nPMP-000001,-,pump,6\n"),
            CsvTexts.File("stock.csv", "site,part,on_hand\nnorth,seal,some\n"),
        ]));
        Assert.Equal(
            ["assets.csv:2:12 formula_cell", "assets.csv:2:19 number_invalid", "sites.csv:2:16 time_zone_unknown", "stock.csv:2:7 part_unknown", "stock.csv:2:12 number_invalid"],
            faults.Faults.Select(f => $"{f.File}:{f.Line}:{f.Column} {f.Code}"));
        Assert.Equal(5, faults.Total);
    }

    [Fact]
    public void Faults_AreBounded()
    {
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"PMP-{i:D6},Pump,pump,9\n"));
        var faults = Assert.IsType<PlantFaults>(CsvTexts.Read([CsvTexts.File("sites.csv", Sites), CsvTexts.File("assets.csv", "id,name,class,criticality\n" + rows)]));
        Assert.Equal((PlantReader.FaultsListed, 5000), (faults.Faults.Length, faults.Total));
    }

    [Fact]
    public void AssetOfAnotherSite_IsRefused()
    {
        var known = CsvTexts.ReadPlant([CsvTexts.File("sites.csv", Sites + "south,South,SO,Europe/Amsterdam\n"), CsvTexts.File("assets.csv", "id,name,class,criticality,site\nPMP-000001,Pump,pump,3,north\n")]);
        var fault = Assert.Single(Assert.IsType<PlantFaults>(CsvTexts.Read([CsvTexts.File("assets.csv", "id,site\nPMP-000001,south\n")], known)).Faults);
        Assert.Equal("assets.csv:2:12 asset_elsewhere", $"{fault.File}:{fault.Line}:{fault.Column} {fault.Code}");
    }

    /// <summary>Whatever the bytes are, reading ends with a plant or with faults.</summary>
    [Fact]
    public void AnyBytes_AreReadOrRefused()
    {
        var random = new Random(7);
        var whole = Encoding.UTF8.GetBytes("id,name,class,criticality,tags\nPMP-000001,\"Pump, \"\"big\"\"\r\n\",pump,3,a|b\\u001d\nPMP-000002,É,pump,3,\n");
        for (var round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. whole];
            for (var i = random.Next(6); i >= 0; i--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? ",;\"\r\n\\|'="[random.Next(9)] : random.Next(256));
            var reading = CsvTexts.Read([CsvTexts.File("sites.csv", Sites), new PlantCsvFile("assets.csv", bytes.AsMemory(0, random.Next(bytes.Length + 1)))]);
            Assert.True(reading is Plant or PlantFaults { Total: > 0 }, $"round {round}");
        }
    }

    private static IReadOnlyList<FileFault> Read(PlantCsvFile file)
    {
        PlantCsvFile[] around =
        [
            CsvTexts.File("sites.csv", Sites), CsvTexts.File("parts.csv", "id,name\nseal,Seal\n"), CsvTexts.File("assets.csv", Assets),
            CsvTexts.File("crews.csv", "id,name\nmech,Mechanics\n"), CsvTexts.File("technicians.csv", "id,name,crew\nt-1,Ana,mech\n"),
        ];
        return Assert.IsType<PlantFaults>(CsvTexts.Read([file, .. around.Where(other => other.Name != file.Name)])).Faults;
    }
}
