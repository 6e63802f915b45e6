// hm repl: expressions one after the other, with names that stay.
#include <fmt/format.h>

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>

#include "activate/cli/documentation.hpp"
#include "activate/cli/evaluation.hpp"
#include "activate/cli/line_editor.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

struct ReplOptions {
  EvaluationOptions evaluation;
  std::vector<std::string> files;
};

constexpr std::string_view kHelp = R"(  EXPR          evaluate and print
  NAME = EXPR   give a value a name
  :a EXPR       add the attributes of a set as names
  :l FILE       add the attributes of a file's value as names (a path, or <nixpkgs>)
  :r            read the files again
  :p EXPR       print the whole value
  :t EXPR       print the type
  :doc EXPR     what is known about a builtin or a function
  :b EXPR       build a derivation
  :q            leave (also Ctrl-D)
  :?            show this
)";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

bool is_name(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-' || text[0] == '\'') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '\'';
  });
}

// "name = expression" (and neither "a == b" nor an expression that only contains a binding).
std::optional<std::pair<std::string_view, std::string_view>> split_binding(std::string_view line) {
  auto equal = line.find('=');
  if (equal == std::string_view::npos || line.substr(equal).starts_with("==")) return std::nullopt;
  std::string_view name = trimmed(line.substr(0, equal));
  if (!is_name(name)) return std::nullopt;
  std::string_view value = trimmed(line.substr(equal + 1));
  if (value.ends_with(';')) value.remove_suffix(1);
  return std::pair{name, value};
}

// While something is evaluated, Ctrl-C ends that and not the session.
class Interruptible {
 public:
  explicit Interruptible(Evaluator& e) {
    evaluator_ = &e;
    struct sigaction action {};
    action.sa_handler = [](int) {
      if (evaluator_) evaluator_->interrupt();
    };
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &before_);
  }
  ~Interruptible() {
    ::sigaction(SIGINT, &before_, nullptr);
    evaluator_->clear_interruption();
    evaluator_ = nullptr;
  }
  Interruptible(const Interruptible&) = delete;

 private:
  static inline Evaluator* evaluator_ = nullptr;
  struct sigaction before_ {};
};

class Repl {
 public:
  Repl(Program& program, const ReplOptions& options, Evaluation& evaluation)
      : program_(program), evaluation_(evaluation), e_(evaluation.evaluator()), files_(options.files) {}

  int run() {
    if (program_.terminal.input) program_.inform(fmt::format("hm repl. ':?' shows what can be typed."));
    load_files();
    LineEditor editor(program_.places.state() + "/repl-history", [this](const std::string& word) { return complete(word); });
    std::string pending;
    while (auto line = editor.read(pending.empty() ? "hm> " : "  > ")) {
      if (line->empty() && program_.terminal.input) pending.clear();  // an empty line gives up an unfinished one
      pending += pending.empty() ? *line : "\n" + *line;
      std::string text(trimmed(pending));
      if (text.empty()) {
        pending.clear();
        continue;
      }
      if (text == ":q" || text == ":quit") {
        pending.clear();
        break;
      }
      unfinished_ = false;
      {
        const Interruptible interruptible(e_);
        handle(text);
      }
      flush_output();
      if (unfinished_) continue;
      editor.remember(text);
      pending.clear();
    }
    if (!pending.empty()) {  // the input ended within an expression
      unfinished_is_error_ = true;
      handle(std::string(trimmed(pending)));
    }
    return failed_ && !program_.terminal.input ? kConfigurationWrong : kDone;
  }

 private:
  void handle(const std::string& text) {
    if (text[0] == ':' ) return command(text);
    if (auto binding = split_binding(text)) {
      if (auto value = evaluate(binding->second)) {
        AttrsBuilder one(e_);
        one.add(binding->first, *value);
        names_ = e_.update(names_, one.finish());
      }
      return;
    }
    show(text, false);
  }

  void command(const std::string& text) {
    auto space = text.find(' ');
    std::string_view name = std::string_view(text).substr(0, space);
    std::string_view rest = space == std::string::npos ? std::string_view{} : trimmed(std::string_view(text).substr(space));
    if (name == ":?" || name == ":h" || name == ":help") return put(kHelp);
    if (name == ":p" || name == ":print") return show(rest, true);
    if (name == ":t" || name == ":type") return type(rest);
    if (name == ":a" || name == ":add") return add(evaluate(rest));
    if (name == ":doc") return document(rest);
    if (name == ":b" || name == ":build") return build(rest);
    if (name == ":l" || name == ":load") {
      files_.emplace_back(rest);
      return load(files_.back());
    }
    if (name == ":r" || name == ":reload") {
      names_ = kEmptyAttrs;
      return load_files();
    }
    failed(fail(Code::Usage, "there is no command '{}'", name).hint("':?' shows what can be typed"));
  }

  void failed(const Error& error) {
    bool at_end = error.code() == Code::Syntax && error.message().find("unexpected end of file") != std::string::npos;
    if (at_end && !unfinished_is_error_) {
      unfinished_ = true;
      return;
    }
    failed_ = true;
    program_.report(error.diagnostic());
  }

  std::optional<V> evaluate(std::string_view text) {
    V value = kNull;
    Status status = e_.guarded([&] {
      value = e_.evaluate_text_in_scope(std::string(text), "«repl»", current_directory(), names_);
      e_.force(value);
    });
    if (status) return value;
    failed(status.error());
    return std::nullopt;
  }

  void show(std::string_view text, bool whole) {
    auto value = evaluate(text);
    if (!value) return;
    Status status = e_.guarded([&] {
      PrintOptions options;
      options.force = true;
      options.throw_top_level = true;
      options.derivation_paths = true;
      options.indent = 2;
      if (!whole) options.max_depth = 1;
      put(print_value(e_, *value, options) + "\n");
    });
    if (!status) failed(status.error());
  }

  void type(std::string_view text) {
    if (auto value = evaluate(text)) put(fmt::format("{}\n", Evaluator::type_name(*value)));
  }

  void document(std::string_view text) {
    auto value = evaluate(text);
    if (!value) return;
    std::optional<std::string> known;
    Status status = e_.guarded([&] { known = documentation(e_, *value); });
    if (!status) return failed(status.error());
    if (known) return put(*known);
    failed(fail(Code::Usage, "{} has no documentation", Evaluator::type_name(*value)).hint("functions have, and builtins"));
  }

  void build(std::string_view text) {
    auto value = evaluate(text);
    if (!value) return;
    std::string path;
    Status status = e_.guarded([&] { path = evaluation_.build(*value); });
    if (status) return put(path + "\n");
    failed(status.error());
  }

  void add(std::optional<V> value) {
    if (!value) return;
    Status status = e_.guarded([&] {
      V set = evaluation_.call_with_arguments(*value);
      e_.force_attrs(set, kNoPos, "while adding names");
      names_ = e_.update(names_, set);
      program_.inform(fmt::format("{} names added", e_.size_of_attrs(set)));
    });
    if (!status) failed(status.error());
  }

  void load(const std::string& file) {
    if (file.starts_with('<') && file.ends_with('>')) return add(evaluate("import " + file));
    auto value = evaluation_.file(file);
    if (!value) return failed(value.error());
    add(*value);
  }

  void load_files() {
    for (const auto& file : files_) load(file);
  }

  // What could stand where `word` does: a file, a name, an attribute.
  std::vector<std::string> complete(const std::string& word) {
    std::vector<std::string> found = word.find('/') == std::string::npos ? names_like(word) : files_like(word);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  // Files that begin with `word`; folders with a slash.
  std::vector<std::string> files_like(const std::string& word) {
    const std::size_t slash = word.rfind('/');
    const std::string folder = word.substr(0, slash + 1), begin = word.substr(slash + 1);
    std::string real = folder;
    if (real.starts_with("~/")) real = program_.places.home + real.substr(1);
    std::vector<std::string> found;
    DIR* opened = ::opendir(real.c_str());
    if (!opened) return found;
    while (const dirent* entry = ::readdir(opened)) {
      const std::string name = entry->d_name;
      if (!name.starts_with(begin) || name == "." || name == ".." || (begin.empty() && name[0] == '.')) continue;
      struct stat s {};
      const bool is_folder = ::stat((real + name).c_str(), &s) == 0 && S_ISDIR(s.st_mode);
      found.push_back(folder + name + (is_folder ? "/" : ""));
    }
    ::closedir(opened);
    return found;
  }

  // Names and attribute paths that begin with `word`. What stands before the last dot is evaluated.
  std::vector<std::string> names_like(const std::string& word) {
    auto dot = word.rfind('.');
    std::string head = dot == std::string::npos ? "" : word.substr(0, dot);
    std::string tail = dot == std::string::npos ? word : word.substr(dot + 1);
    std::vector<std::string> found;
    if (head.empty()) {
      for (const Builtin& builtin : builtins()) {
        if (builtin.global && !builtin.name.starts_with("__") && builtin.name.starts_with(tail)) found.emplace_back(builtin.name);
      }
      if (std::string_view("builtins").starts_with(tail)) found.emplace_back("builtins");
    }
    Status status = e_.guarded([&] {
      V set = names_;
      if (!head.empty()) {
        set = e_.evaluate_text_in_scope(head, "«repl»", current_directory(), names_);
        e_.force(set);
      }
      if (!Evaluator::is_attrs(set)) return;
      const AttrsObj* flat = e_.flat(set);
      for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
        std::string_view name = e_.symbols().text(flat->shape->keys[i]);
        if (name.starts_with(tail)) found.push_back((head.empty() ? "" : head + ".") + std::string(name));
      }
    });
    if (!status) found.clear();
    return found;
  }

  Program& program_;
  Evaluation& evaluation_;
  Evaluator& e_;
  std::vector<std::string> files_;
  V names_ = kEmptyAttrs;
  bool unfinished_ = false;
  bool unfinished_is_error_ = false;
  bool failed_ = false;
};

}  // namespace

Action declare_repl(Arguments& a) {
  auto o = std::make_shared<ReplOptions>();
  a.positional("FILE", &o->files, "add the attributes of these files' values as names");
  declare_evaluation(a, o->evaluation);
  return [o](Program& program) -> Result<int> {
    HM_TRY(auto evaluation, Evaluation::open_writing(program, o->evaluation));
    return Repl(program, *o, *evaluation).run();
  };
}

}  // namespace hm
