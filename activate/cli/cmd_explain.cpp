// hm explain CODE: the long text of a diagnostic's code.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/command.hpp"
#include "activate/cli/report.hpp"
#include "lang/base/suggest.hpp"

namespace hm {

namespace {

struct ExplainOptions {
  std::string code;
  bool json = false;
};

std::string_view blame_text(Blame blame) {
  switch (blame) {
    case Blame::Configuration: return "the configuration is wrong (exit status 1)";
    case Blame::Usage: return "the command line is wrong (exit status 2)";
    case Blame::Conflict: return "something is in the way (exit status 3)";
    case Blame::Machine: return "the machine refused (exit status 4)";
    case Blame::Bug: return "a bug in hm (exit status 70)";
  }
  return "";
}

// Explanations are one long line; a terminal wants them broken at words.
std::string wrapped(std::string_view text, std::size_t width) {
  std::string result;
  std::size_t column = 0;
  while (!text.empty()) {
    auto space = text.find(' ');
    std::string_view word = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
    if (column > 0 && column + 1 + word.size() > width) {
      result += '\n';
      column = 0;
    } else if (column > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

Json described(const CodeInfo& code) {
  return {{"code", code.slug}, {"blame", blame_text(code.blame)}, {"catchable", code.catchable}, {"explanation", code.explanation}};
}

Result<int> run(Program& program, const ExplainOptions& o) {
  if (o.code.empty()) {
    if (o.json) {
      Json codes = Json::array();
      for (const auto& code : all_codes()) codes.push_back(described(code));
      put_json("explain", 1, {{"codes", codes}});
    } else {
      for (const auto& code : all_codes()) put(fmt::format("{}\n", code.slug));
    }
    return kDone;
  }
  const CodeInfo* code = find_code(o.code);
  if (!code) {
    std::vector<std::string> slugs;
    for (const auto& c : all_codes()) slugs.emplace_back(c.slug);
    Error error = fail(Code::Usage, "there is no diagnostic code '{}'", o.code);
    if (auto near = nearest(o.code, slugs)) error.hint(fmt::format("did you mean '{}'?", *near));
    error.note("'hm explain' lists all codes");
    return error;
  }
  if (o.json) {
    put_json("explain", 1, described(*code));
    return kDone;
  }
  const Stream& out = program.terminal.out;
  auto width = static_cast<std::size_t>(std::min(std::max(program.terminal.width, 40), 100));
  put(fmt::format("{}: {}\n\n{}\n", out.bold(std::string(code->slug)), blame_text(code->blame), wrapped(code->explanation, width)));
  if (code->catchable) put("\nbuiltins.tryEval catches it.\n");
  return kDone;
}

}  // namespace

Action declare_explain(Arguments& a) {
  auto o = std::make_shared<ExplainOptions>();
  a.positional("CODE", &o->code, "the code, as it stands in the diagnostic; without it all are listed");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
