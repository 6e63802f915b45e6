#include "lang/base/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "lang/base/fold_trace.hpp"

namespace hm {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Render : public ::testing::Test {
 protected:
  SourceMap sources;  // first: the files below are added to it
  const SourceFile* home = sources.add("/home/sean/home.nix",
                                       "{ pkgs, ... }: {\n  a = 1;\n\tb = enabel;\n  c = pkgs.rigprep;\n}\n");
  const SourceFile* library = sources.add("/nix/store/x-lib/lib.nix", "set: name:\n  set.${name}\n");

  Span span(const SourceFile* file, std::string_view text) const {
    const std::size_t at = file->view().find(text);
    EXPECT_NE(at, std::string_view::npos) << text;
    const Pos begin = file->begin + static_cast<Pos>(at);
    return {begin, begin + static_cast<Pos>(text.size())};
  }
  TraceFrame frame(const std::string& text, const SourceFile* file, std::string_view at,
                   TraceFrame::Kind kind = TraceFrame::Kind::Evaluating) const {
    return {kind, span(file, at).begin, text};
  }
  static Diagnostic undefined() {
    return fail(Code::UndefinedVariable, "undefined variable 'enabel'").diagnostic();
  }
  std::string shown(const Diagnostic& d) const { return render(d, sources, options); }

  RenderOptions options;

  Render() {
    options.is_user_file = [](const SourceFile& file) { return file.name.starts_with("/home/"); };
  }
};

TEST_F(Render, LabelNoteAndHint) {
  Diagnostic d = undefined();
  d.labels.push_back({span(home, "enabel"), ""});
  d.notes.push_back("a note\nof two lines");
  d.hint = "did you mean 'enable'?";
  EXPECT_EQ(shown(d),
            "error: undefined variable 'enabel' [undefined-variable]\n"
            "  --> /home/sean/home.nix:3:6\n"
            "   |\n"
            " 3 |     b = enabel;\n"
            "   |         ^^^^^^\n"
            "   = note: a note\n"
            "           of two lines\n"
            "   = hint: did you mean 'enable'?\n");
}

TEST_F(Render, LabelsOfOneFileStandTogetherInOrder) {
  Diagnostic d = fail(Code::DuplicateAttribute, "attribute 'c' already defined").diagnostic();
  d.labels.push_back({span(home, "c = pkgs"), "again"});
  d.labels.push_back({span(home, "a ="), "first"});
  d.labels.push_back({span(home, "a = 1;"), "whole"});
  EXPECT_EQ(shown(d),
            "error: attribute 'c' already defined [duplicate-attribute]\n"
            "  --> /home/sean/home.nix:4:3\n"
            "   |\n"
            " 2 |   a = 1;\n"
            "   |   --- first\n"
            "   |   ------ whole\n"
            "   ⋮\n"
            " 4 |   c = pkgs.rigprep;\n"
            "   |   ^^^^^^^^ again\n");
}

TEST_F(Render, AnErrorInALibraryShowsTheUsersPlaceFirst) {
  Diagnostic d = fail(Code::MissingAttribute, "attribute 'rigprep' missing").diagnostic();
  d.labels.push_back({span(library, "set.${name}"), ""});
  d.trace.push_back(frame("while calling 'get'", library, "set:"));
  d.trace.push_back(frame("while evaluating the attribute 'c'", home, "c ="));
  EXPECT_EQ(shown(d),
            "error: attribute 'rigprep' missing [missing-attribute]\n"
            "  --> /home/sean/home.nix:4:3\n"
            "   |\n"
            " 4 |   c = pkgs.rigprep;\n"
            "   |   ^ while evaluating the attribute 'c'\n"
            "   … while evaluating the attribute 'c', at /home/sean/home.nix:4:3\n"
            "   … and 1 more frame (--show-trace shows them)\n");
  options.show_trace = true;
  EXPECT_THAT(shown(d), HasSubstr("  ::: /nix/store/x-lib/lib.nix:2:3\n   |\n 2 |   set.${name}\n"));
}

TEST_F(Render, ContextsAndDerivationsAreShownLibraryFramesAreCounted) {
  Diagnostic d = undefined();
  for (int i = 0; i < 100; ++i)
    d.trace.push_back(frame("while calling f" + std::to_string(i), library, "set:"));
  d.trace.push_back({TraceFrame::Kind::Context, kNoPos, "while evaluating the option `programs.git.enable'"});
  d.trace.push_back({TraceFrame::Kind::Derivation, kNoPos, "while evaluating derivation 'x'"});
  EXPECT_THAT(shown(d), HasSubstr("   … while evaluating the option `programs.git.enable'\n"
                                  "   … while evaluating derivation 'x'\n"
                                  "   … and 100 more frames (--show-trace shows them)\n"));
  EXPECT_THAT(shown(d), Not(HasSubstr("f7")));
  options.show_trace = true;
  EXPECT_THAT(shown(d), HasSubstr("   … while calling f7, at /nix/store/x-lib/lib.nix:1:1\n"));
  EXPECT_THAT(shown(d), Not(HasSubstr("more frame")));
}

TEST_F(Render, AFailureIsOneScreen) {
  Diagnostic d = undefined();
  for (int i = 0; i < 1000; ++i) d.trace.push_back(frame("while calling f" + std::to_string(i), home, "a ="));
  const std::string text = shown(d);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 24);
  EXPECT_THAT(text, HasSubstr("… and 988 more frames"));
}

TEST_F(Render, TerminalEscapesOfTheUserAreEscaped) {
  const SourceFile* evil = sources.add("/home/e\x1bvil.nix", "\"\x1b[2J\" x\n");
  Diagnostic d = fail(Code::Thrown, "{}", "\x1b]0;title\x07").diagnostic();
  d.labels.push_back({span(evil, "x"), "\x1b[5m"});
  d.notes.push_back("\x1b[6m");
  d.hint = "\x1b[7m";
  d.trace.push_back({TraceFrame::Kind::Context, kNoPos, "\x1b[8m"});
  const std::string text = shown(d);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  EXPECT_EQ(text.find('\x07'), std::string::npos) << text;
  // The caret stands below the x as it is shown, behind a longer escape.
  EXPECT_THAT(text, HasSubstr(" 1 | \"\\e[2J\" x\n   |         ^ \\e[5m\n"));
}

TEST_F(Render, ColoursOnRequest) {
  Diagnostic d = undefined();
  options.colour = true;
  EXPECT_THAT(shown(d), HasSubstr("\x1b[1;31merror:\x1b[0m undefined variable"));
}

TEST_F(Render, UsageErrorsAreShort) {
  EXPECT_EQ(shown(fail(Code::Usage, "hm has no verb 'swich'").hint("did you mean 'hm switch'?").diagnostic()),
            "error: hm has no verb 'swich'\n   = hint: did you mean 'hm switch'?\n");
}

TEST_F(Render, WideCharactersAndTheEndOfALine) {
  const SourceFile* wide = sources.add("«string»", "\"日本\" + x", false);
  Diagnostic d = undefined();
  options.is_user_file = nullptr;
  d.labels.push_back({span(wide, "x"), ""});
  EXPECT_THAT(shown(d), HasSubstr("«string»:1:12\n   |\n 1 | \"日本\" + x\n   |          ^\n"));
  d.labels[0].span = {span(wide, "x").end, span(wide, "x").end};
  EXPECT_THAT(shown(d), HasSubstr("   |           ^\n"));
}

TEST_F(Render, LongLinesAreCutAroundTheMark) {
  const SourceFile* big =
      sources.add("/home/big.nix", std::string(5000, 'a') + "HERE" + std::string(5000, 'b'));
  Diagnostic d = undefined();
  d.labels.push_back({span(big, "HERE"), ""});
  options.width = 60;
  const std::string text = shown(d);
  EXPECT_THAT(text, HasSubstr("aHEREb"));
  EXPECT_LT(text.size(), 400u);
  // Both rows are aligned: columns are counted, the … is one of them.
  const std::size_t line = text.find(" 1 | ") + 5;
  const std::size_t carets = text.find("   | ", line) + 5;
  EXPECT_EQ(text.find("HERE", line) - line - (std::string("…").size() - 1),
            text.find("^^^^", carets) - carets);
}

TEST_F(Render, Github) {
  Diagnostic d = fail(Code::MissingAttribute, "attribute 'x%'\nmissing").diagnostic();
  d.labels.push_back({span(home, "pkgs.rigprep"), ""});
  d.hint = "did you mean 'y'?";
  options.relative_to = "/home";
  EXPECT_EQ(render_github(d, sources, options),
            "::error "
            "file=sean/home.nix,line=4,col=7,endLine=4,endColumn=19,title=missing-attribute::attribute 'x%25'"
            "%0Amissing%0Ahint: did you mean 'y'?\n");
  const SourceFile* odd = sources.add("/home/a,b:c.nix", "x");
  d.labels[0].span = span(odd, "x");
  EXPECT_THAT(render_github(d, sources, options), HasSubstr("file=a%2Cb%3Ac.nix,line=1"));
  d.labels.clear();
  EXPECT_THAT(render_github(d, sources, options), HasSubstr("::error title=missing-attribute::"));
}

TEST_F(Render, Json) {
  Diagnostic d = undefined();
  d.labels.push_back({span(home, "enabel"), "here"});
  d.trace.push_back(frame("while evaluating the attribute 'b'", home, "b ="));
  d.notes.push_back("bad byte \xff");
  const auto json = nlohmann::json::parse(render_json({d}, sources, options));
  EXPECT_EQ(json["version"], 1);
  const auto& one = json["diagnostics"][0];
  EXPECT_EQ(one["code"], "undefined-variable");
  EXPECT_EQ(one["severity"], "error");
  EXPECT_EQ(one["message"], "undefined variable 'enabel'");
  EXPECT_EQ(one["labels"][0], nlohmann::json({{"file", "/home/sean/home.nix"},
                                              {"line", 3},
                                              {"column", 6},
                                              {"endLine", 3},
                                              {"endColumn", 12},
                                              {"text", "here"}}));
  EXPECT_EQ(one["trace"][0]["user"], true);
  EXPECT_EQ(one["trace"][0]["line"], 3);
  EXPECT_FALSE(one.contains("hint"));
  EXPECT_EQ(diagnostic_json(d, sources, options).find('\n'), std::string::npos);
}

TEST_F(Render, Sarif) {
  const SourceFile* odd = sources.add("/home/a b.nix", "ü x\n");
  Diagnostic d = undefined();
  d.labels.push_back({span(odd, "x"), ""});
  d.labels.push_back({span(library, "set:"), "from here"});
  const auto json = nlohmann::json::parse(render_sarif({d, d}, sources, options));
  EXPECT_EQ(json["version"], "2.1.0");
  const auto& run = json["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 1u);
  ASSERT_EQ(run["results"].size(), 2u);
  const auto& result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "undefined-variable");
  const auto& where = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(where["artifactLocation"]["uri"], "file:///home/a%20b.nix");
  EXPECT_EQ(where["region"]["startColumn"], 3);  // characters, not bytes
  EXPECT_EQ(where["region"]["endColumn"], 4);
  EXPECT_EQ(result["relatedLocations"][0]["message"]["text"], "from here");
}

TEST(FoldTrace, PeriodsAreShownOnce) {
  std::vector<TraceFrame> trace;
  for (int i = 0; i < 300; ++i) trace.push_back({TraceFrame::Kind::Calling, Pos(1 + i % 3), "f"});
  trace.push_back({TraceFrame::Kind::Calling, Pos(9), "main"});
  const FoldedTrace folded = whole_trace(trace);
  ASSERT_EQ(folded.frames.size(), 5u);
  EXPECT_EQ(folded.frames[3].repeats, 99u);
  EXPECT_EQ(folded.frames[3].period, 3u);
  EXPECT_EQ(folded.frames[4].frame->text, "main");
  EXPECT_EQ(fold_trace(trace, [](const TraceFrame&) { return true; }, {.frames = 10}).hidden, 0u);
  EXPECT_EQ(fold_trace(trace, [](const TraceFrame&) { return false; }, {.frames = 10}).hidden, 301u);
}

TEST(FoldTrace, UserFramesWinTheRoom) {
  std::vector<TraceFrame> trace;
  for (int i = 0; i < 50; ++i)
    trace.push_back({TraceFrame::Kind::Context, kNoPos, "context " + std::to_string(i)});
  trace.push_back({TraceFrame::Kind::Evaluating, Pos(7), "mine"});
  const FoldedTrace folded = fold_trace(trace, [](const TraceFrame& f) { return f.pos == 7; }, {.frames = 4});
  ASSERT_EQ(folded.frames.size(), 4u);
  EXPECT_EQ(folded.frames[0].frame->text, "context 0");
  EXPECT_EQ(folded.frames[3].frame->text, "mine");
  EXPECT_EQ(folded.hidden, 47u);
}

TEST(FoldTrace, ALibrarySaysAFewThingsOnly) {
  std::vector<TraceFrame> trace;
  for (int i = 0; i < 9; ++i)
    trace.push_back({TraceFrame::Kind::Context, Pos(1), "context " + std::to_string(i)});
  trace.push_back({TraceFrame::Kind::Derivation, Pos(2), "the library's"});
  trace.push_back({TraceFrame::Kind::Derivation, Pos(7), "mine"});
  const FoldedTrace folded =
      fold_trace(trace, [](const TraceFrame& f) { return f.pos == 7; }, {.contexts = 3});
  ASSERT_EQ(folded.frames.size(), 4u);
  EXPECT_EQ(folded.frames[2].frame->text, "context 2");
  EXPECT_EQ(folded.frames[3].frame->text, "mine");
  EXPECT_EQ(folded.hidden, 7u);
}

TEST(FoldTrace, ALibraryAloneIsShownWhenAsked) {
  std::vector<TraceFrame> trace;
  for (int i = 0; i < 9; ++i)
    trace.push_back({TraceFrame::Kind::Calling, Pos(1), "step " + std::to_string(i)});
  const auto nobody = [](const TraceFrame&) { return false; };
  EXPECT_TRUE(fold_trace(trace, nobody, {}).frames.empty());
  EXPECT_EQ(fold_trace(trace, nobody, {.library_alone = true}).frames.size(), 4u);
}

TEST_F(Render, OfACycleOnlyWhatLiesOnIt) {
  const SourceFile* file = sources.add("/home/a.nix", "let a = b; b = a; in f a\n");
  Diagnostic d = fail(Code::InfiniteRecursion, "infinite recursion encountered").diagnostic();
  d.labels.push_back({span(file, "b;"), ""});
  d.trace.push_back({TraceFrame::Kind::Evaluating, file->begin + 8, "while evaluating the attribute 'a'"});
  d.trace.push_back({TraceFrame::Kind::Calling, file->begin + 21, "while calling 'f'"});
  d.cycle = 1;
  const std::string text = shown(d);
  EXPECT_THAT(text, HasSubstr("the attribute 'a'"));
  EXPECT_THAT(text, Not(HasSubstr("while calling 'f'")));
  EXPECT_THAT(text, HasSubstr("… and 1 more frame"));
}

}  // namespace
}  // namespace hm
