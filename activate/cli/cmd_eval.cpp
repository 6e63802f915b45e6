// hm eval: values on stdout, exactly as the reference prints them.
#include <unistd.h>

#include <cerrno>
#include <functional>

#include <fmt/format.h>

#include "activate/cli/evaluation.hpp"
#include "lang/eval/print_value.hpp"
#include "lang/eval/resolve.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/print.hpp"

namespace hm {

namespace {

struct EvalOptions {
  EvaluationOptions evaluation;
  std::vector<std::string> files;
  std::optional<std::string> expression;
  std::vector<std::string> attributes;
  bool strict = false, json = false, xml = false, no_location = false, raw = false, parse = false;
  bool eval = false, read_write = false;
};

struct Input {
  std::string path;  // "" for a text
  std::string text;
  std::string label;
};

Result<std::string> read_all_of_stdin() {
  std::string text;
  char buffer[65536];
  for (;;) {
    ssize_t n = ::read(STDIN_FILENO, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno(errno, "read standard input");
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<std::vector<Input>> inputs_of(const EvalOptions& o) {
  std::vector<Input> inputs;
  if (o.expression) inputs.push_back({"", *o.expression, "«string»"});
  for (const auto& file : o.files) {
    if (file == "-") {
      HM_TRY(auto text, read_all_of_stdin());
      inputs.push_back({"", std::move(text), "«stdin»"});
    } else if (o.expression) {
      // As in the reference: with -E every argument is an expression.
      inputs.push_back({"", file, "«string»"});
    } else {
      inputs.push_back({absolute_path(file, current_directory()), "", ""});
    }
  }
  if (inputs.empty()) inputs.push_back({absolute_path("default.nix", current_directory()), "", ""});
  return inputs;
}

// The variables every file starts with; what they are does not matter for parsing.
class GlobalNames final : public BaseScope {
 public:
  explicit GlobalNames(SymbolTable& symbols) : symbols_(symbols), builtins_(symbols.intern("builtins")) {}
  V global(Symbol name) override {
    if (name == builtins_) return kNull;
    int index = find_builtin(symbols_.text(name));
    return index >= 0 && builtins()[static_cast<std::size_t>(index)].global ? kNull : 0;
  }
  V builtin(Symbol name) override { return find_builtin(symbols_.text(name)) >= 0 ? kNull : 0; }
  Symbol builtins_symbol() override { return builtins_; }

 private:
  SymbolTable& symbols_;
  Symbol builtins_;
};

// As the reference: an undefined variable is found here too. Resolving rewrites the tree, so the text is made first.
int parse_one(Program& program, ast::Tree& tree, const SourceFile& file, const ParseOptions& options) {
  int status = kDone;
  Parsed parsed = parse(file, program.symbols, tree, options);
  for (const auto& warning : parsed.warnings) program.report(warning);
  for (const auto& error : parsed.errors) status = program.report(error);
  if (status != kDone) return status;
  std::string text = print(parsed.root, program.symbols);
  GlobalNames names(program.symbols);
  Resolver resolver(program.symbols);
  std::vector<Error> errors;
  resolver.resolve(tree, parsed.root, names, nullptr, errors);
  for (const auto& error : errors) status = program.report(error.diagnostic());
  if (status == kDone) put(text + "\n");
  return status;
}

Result<int> parse_only(Program& program, const EvalOptions& o, const std::vector<Input>& inputs) {
  ast::Tree tree;
  RealHost host({});
  int status = kDone;
  HM_TRY(const Lints lints, lints_of(o.evaluation));
  for (const auto& input : inputs) {
    ParseOptions options;
    options.lints = lints;
    options.base_dir = current_directory();
    options.home_dir = program.places.home;
    for (const auto& name : o.evaluation.features) {
      if (name.find("pipe-operator") != std::string::npos) options.pipe_operators = true;
    }
    std::string text = input.text;
    bool is_path = !input.path.empty();
    if (is_path) {
      HM_TRY(text, host.read_file(input.path));
      options.base_dir = absolute_path("..", input.path);
    }
    const SourceFile* file = program.sources.add(is_path ? input.path : input.label, std::move(text), is_path);
    if (!file) return fail(Code::BadUse, "there is more than 4 GiB of source text");
    on_big_stack([&] {
      if (int one = parse_one(program, tree, *file, options); one != kDone) status = one;
    });
  }
  return status;
}

void print_result(Evaluation& evaluation, const EvalOptions& o, V value) {
  Evaluator& e = evaluation.evaluator();
  ContextSet context;
  if (o.raw) {
    put(e.coerce_to_string(value, kNoPos, context, {}, "while generating the nix-instantiate output"));
  } else if (o.json) {
    put(value_to_json(e, value, o.strict, kNoPos, context) + "\n");
  } else if (o.xml) {
    put(value_to_xml(e, value, o.strict, !o.no_location, context, kNoPos));
  } else {
    if (o.strict) e.force_deep(value);
    put(print_plain(e, value) + "\n");
  }
}

Status evaluate_one(Evaluation& evaluation, const EvalOptions& o, const Input& input) {
  Result<V> root = input.path.empty() ? evaluation.text(input.text, input.label) : evaluation.file(input.path);
  if (!root) return std::move(root).error();
  return evaluation.evaluator().guarded([&] {
    auto attributes = o.attributes;
    if (attributes.empty()) attributes.emplace_back();
    for (const auto& path : attributes) {
      V value = evaluation.select_path(*root, path);
      value = evaluation.call_with_arguments(value);
      print_result(evaluation, o, value);
    }
  });
}

// What trees are kept for: the file, or all texts given in one directory.
std::string subject_of(const Input& input) { return input.path.empty() ? current_directory() + "/" : input.path; }

Result<std::unique_ptr<Evaluation>> open_evaluation(Program& program, const EvalOptions& o, const Input& first) {
  if (o.read_write) return Evaluation::open_writing(program, o.evaluation);
  // Reading and computing only: the names are those of the reference's store unless another is named.
  return Evaluation::open(program, o.evaluation, environment("HM_STORE_DIR").value_or("/nix/store"), nullptr,
                          subject_of(first));
}

Result<int> run(Program& program, const EvalOptions& o) {
  if (o.json + o.xml + o.raw > 1) return fail(Code::Usage, "only one of --json, --xml and --raw can be given");
  HM_TRY(auto inputs, inputs_of(o));
  if (o.parse) return parse_only(program, o, inputs);
  HM_TRY(auto evaluation, open_evaluation(program, o, inputs.front()));
  for (const auto& input : inputs) HM_CHECK(evaluate_one(*evaluation, o, input));
  if (o.evaluation.stats) evaluation->print_statistics();
  return kDone;
}

}  // namespace

Action declare_eval(Arguments& a) {
  auto o = std::make_shared<EvalOptions>();
  a.positional("FILE", &o->files, "what to evaluate; '-' is standard input; default.nix where nothing is named");
  a.option("-E,--expr", "EXPR", &o->expression, "evaluate this text");
  a.option("-A,--attr", "PATH", &o->attributes, "select an attribute: a.b.c");
  a.flag("--strict", o->strict, "evaluate the whole value, not only its outermost part");
  a.flag("--json", o->json, "print as JSON");
  a.flag("--xml", o->xml, "print as XML");
  a.flag("--no-location", o->no_location, "leave positions out of the XML");
  a.flag("--raw", o->raw, "print a string as it is, without quotes and newline");
  a.flag("--parse", o->parse, "only parse; print the canonical source");
  a.flag("--read-write-mode", o->read_write, "write to the store: build and fetch what evaluation needs");
  a.flag("--eval", o->eval, "accepted for scripts of the reference; this is what hm eval does");
  declare_evaluation(a, o->evaluation);
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
