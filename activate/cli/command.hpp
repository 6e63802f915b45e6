// The table of verbs, and what a verb is handed when it runs.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activate/cli/arguments.hpp"
#include "activate/cli/places.hpp"
#include "activate/cli/terminal.hpp"
#include "lang/base/render.hpp"
#include "lang/base/result.hpp"
#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "store/fs.hpp"

namespace hm {

// Exit statuses (docs/reference/exit-codes.md).
enum Exit : int {
  kDone = 0,
  kConfigurationWrong = 1,
  kUsageWrong = 2,
  kInTheWay = 3,
  kMachineRefused = 4,
  kBug = 70,
};

// One run of the program. Lives as long as the process; everything a verb shares with others hangs from here.
struct Program {
  std::string called_as = "hm";  // or "home-manager"
  Places places;
  Terminal terminal;
  SymbolTable symbols;
  SourceMap sources;
  RealFs fs;

  // Options every verb takes.
  int verbose = 0;
  int quiet = 0;
  bool show_trace = false;
  std::string modules_dir;  // --modules: instead of those inside the program

  // Narration: `detail` only with -v, `inform` unless -q.
  void inform(std::string_view line) const;
  void detail(std::string_view line) const;
  // A diagnostic on stderr; gives the exit status that belongs to it.
  int report(const Diagnostic& diagnostic) const;
  RenderOptions render_options() const;
};

int exit_status(const Diagnostic& diagnostic);

using Action = std::function<Result<int>(Program&)>;

struct Verb {
  std::string_view name;   // "switch"; "store verify"
  std::string_view group;  // heading in the help
  std::string_view summary;
  Action (*declare)(Arguments&);
};

std::span<const Verb> verbs();
const Verb* find_verb(std::string_view name);

// The option that every verb takes, declared after its own.
void declare_common(Arguments& arguments, Program& program);

// Texts made from the table.
std::string program_help(const Stream& out);
std::string verb_help(const Verb& verb, const Arguments& arguments, const Stream& out);
// Of the first word that several verbs share ("store"); "" where there are none.
std::string family_help(std::string_view first_word, const Stream& out);
std::string completion_script(std::string_view shell);

// One a verb: declares what it takes and gives what it does (cmd_*.cpp).
Action declare_build(Arguments&);
Action declare_check(Arguments&);
Action declare_completion(Arguments&);
Action declare_diff(Arguments&);
Action declare_doctor(Arguments&);
Action declare_edit(Arguments&);
Action declare_eval(Arguments&);
Action declare_expire_generations(Arguments&);
Action declare_explain(Arguments&);
Action declare_gc(Arguments&);
Action declare_generations(Arguments&);
Action declare_init(Arguments&);
Action declare_instantiate(Arguments&);
Action declare_news(Arguments&);
Action declare_option(Arguments&);
Action declare_options(Arguments&);
Action declare_packages(Arguments&);
Action declare_plan(Arguments&);
Action declare_remove_generations(Arguments&);
Action declare_repl(Arguments&);
Action declare_rollback(Arguments&);
Action declare_store_add(Arguments&);
Action declare_store_cat(Arguments&);
Action declare_store_ls(Arguments&);
Action declare_store_path_info(Arguments&);
Action declare_store_repair(Arguments&);
Action declare_store_verify(Arguments&);
Action declare_switch(Arguments&);
Action declare_uninstall(Arguments&);
Action declare_why(Arguments&);

}  // namespace hm
