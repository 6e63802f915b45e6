// Parses and prints, for work on the parser without an evaluator.
//   parse_tool [--pipes] [--base DIR] [FILE]   prints the canonical source of FILE (or stdin), or its errors
//   parse_tool --each FILES…                   the same for many files: "== FILE", then what was printed
//     with --expand-inherits first, `inherit (e) a;` prints as `a = (e).a;`, as older references print it
//   parse_tool --bench FILES…                  speed of lexing and of lexing + parsing
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/syntax/lexer.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/print.hpp"

namespace {

struct Session {
  hm::SourceMap sources;
  hm::SymbolTable symbols;
  hm::ast::Tree tree;
};

// Rewrites every inherited attribute into a plain one.
class InheritExpander {
 public:
  explicit InheritExpander(hm::ast::Tree& tree) : tree_(tree) {}

  void visit(hm::ast::Expr e) {
    using namespace hm::ast;
    if (!e) return;
    switch (e->kind) {
      case Kind::Lambda: {
        auto& n = as<LambdaNode>(e);
        for (std::uint32_t i = 0; i < n.formal_count; ++i) visit(n.formals[i].fallback);
        return visit(n.body);
      }
      case Kind::Attrs:
      case Kind::RecAttrs:
        return attrs(as<AttrsNode>(e));
      case Kind::List:
      case Kind::Add:
      case Kind::Interpolate:
      case Kind::PathInterpolate:
        for (Expr item : as<ListNode>(e).all()) visit(item);
        return;
      case Kind::Let:
        attrs(*as<LetNode>(e).bindings);
        return visit(as<LetNode>(e).body);
      case Kind::With:
        visit(as<WithNode>(e).scope);
        return visit(as<WithNode>(e).body);
      case Kind::If: {
        auto& n = as<IfNode>(e);
        visit(n.condition);
        visit(n.then);
        return visit(n.otherwise);
      }
      case Kind::Assert:
        visit(as<AssertNode>(e).condition);
        return visit(as<AssertNode>(e).body);
      case Kind::Select:
      case Kind::HasAttr: {
        auto& n = as<SelectNode>(e);
        visit(n.object);
        visit(n.fallback);
        for (std::uint32_t i = 0; i < n.count; ++i) visit(n.path[i].expr);
        return;
      }
      case Kind::Call: {
        auto& n = as<CallNode>(e);
        visit(n.function);
        for (std::uint32_t i = 0; i < n.count; ++i) visit(n.arguments[i]);
        return;
      }
      case Kind::Not:
      case Kind::Negate:
        return visit(as<UnaryNode>(e).operand);
      case Kind::Literal:
      case Kind::Path:
      case Kind::Var:
      case Kind::CurPos:
      case Kind::SearchPath:
        return;
      default:
        visit(as<BinaryNode>(e).left);
        return visit(as<BinaryNode>(e).right);
    }
  }

 private:
  template <class N>
  static N& as(hm::ast::Expr e) {
    return static_cast<N&>(*e);
  }

  void attrs(hm::ast::AttrsNode& node) {
    using namespace hm::ast;
    for (std::uint32_t i = 0; i < node.from_count; ++i) visit(node.froms[i]);
    for (std::uint32_t i = 0; i < node.count; ++i) {
      Binding& binding = node.bindings[i];
      if (binding.kind == Binding::InheritFrom) {
        auto* select = tree_.make<SelectNode>(Kind::Select, binding.pos);
        select->object = node.froms[binding.from];
        select->count = 1;
        select->path = tree_.make_array<AttrName>(1);
        select->path[0].name = binding.name;
        binding.value = ref_to(static_cast<Node*>(select));
      } else {
        visit(binding.value);
      }
      binding.kind = Binding::Plain;
    }
    for (std::uint32_t i = 0; i < node.dynamic_count; ++i) {
      visit(node.dynamics[i].name);
      visit(node.dynamics[i].value);
    }
  }

  hm::ast::Tree& tree_;
};

std::string read_all(std::istream& in) {
  return {std::istreambuf_iterator<char>(in), {}};
}

bool print(Session& session, std::string name, std::string text, const hm::ParseOptions& options,
           bool expand_inherits) {
  const hm::SourceFile* file = session.sources.add(std::move(name), std::move(text));
  const hm::Parsed parsed = hm::parse(*file, session.symbols, session.tree, options);
  for (const hm::Diagnostic& d : parsed.warnings) std::cerr << hm::render(d, session.sources, {});
  for (const hm::Diagnostic& d : parsed.errors) std::cerr << hm::render(d, session.sources, {});
  if (parsed.errors.empty() && expand_inherits) InheritExpander(session.tree).visit(parsed.root);
  if (parsed.errors.empty()) std::cout << hm::print(parsed.root, session.symbols) << '\n';
  return parsed.errors.empty();
}

std::string folder_of(const std::string& file) {
  return file.substr(0, file.rfind('/'));
}

// The best of five, in MB a second of processor time (the machine may be busy with other things).
template <class F>
double speed(std::size_t bytes, F run) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t begin = std::clock();
    run();
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return static_cast<double>(bytes) / best / 1e6;
}

void bench(const std::vector<std::string>& files) {
  hm::SourceMap sources;
  std::vector<const hm::SourceFile*> all;
  std::size_t bytes = 0;
  for (const std::string& name : files) {
    std::ifstream in(name, std::ios::binary);
    all.push_back(sources.add(name, read_all(in)));
    bytes += all.back()->view().size();
  }
  std::size_t tokens = 0;
  std::size_t tree_bytes = 0;
  std::size_t failures = 0;
  const double lexing = speed(bytes, [&] {
    hm::SymbolTable symbols;
    std::vector<hm::Diagnostic> errors;
    tokens = 0;
    for (const auto* file : all) tokens += hm::syntax::lex(*file, symbols, true, errors).tokens.size();
  });
  const double both = speed(bytes, [&] {
    hm::SymbolTable symbols;
    hm::ast::Tree tree;
    failures = 0;
    for (const auto* file : all) {
      const hm::ParseOptions options{folder_of(file->name), "/home/user", false};
      failures += hm::parse(*file, symbols, tree, options).errors.empty() ? 0 : 1;
    }
    tree_bytes = tree.bytes();
  });
  std::printf("%zu files, %.2f MB, %zu tokens, tree %.2f MB, %zu with errors\n", all.size(),
              static_cast<double>(bytes) / 1e6, tokens, static_cast<double>(tree_bytes) / 1e6, failures);
  std::printf("lex         %7.1f MB/s\nlex + parse %7.1f MB/s\n", lexing, both);
}

int run(std::vector<std::string> arguments) {
  hm::ParseOptions options{std::getenv("PWD") ? std::getenv("PWD") : "/",
                           std::getenv("HOME") ? std::getenv("HOME") : "", false};
  bool based = false;
  bool expand = false;
  while (!arguments.empty() && arguments[0].starts_with("--")) {
    const std::string option = arguments[0];
    arguments.erase(arguments.begin());
    if (option == "--pipes") options.pipe_operators = true;
    if (option == "--expand-inherits") expand = true;
    if (option == "--base" && !arguments.empty()) {
      options.base_dir = arguments[0];
      based = true;
      arguments.erase(arguments.begin());
    }
    if (option == "--bench") return bench(arguments), 0;
    if (option == "--each") {
      for (const std::string& name : arguments) {
        Session session;
        options.base_dir = folder_of(name);
        std::ifstream in(name, std::ios::binary);
        std::cout << "== " << name << '\n';
        std::cerr << "== " << name << '\n';
        print(session, name, read_all(in), options, expand);
      }
      return 0;
    }
  }
  Session session;
  if (arguments.empty()) return print(session, "«stdin»", read_all(std::cin), options, expand) ? 0 : 1;
  std::ifstream in(arguments[0], std::ios::binary);
  if (!based) options.base_dir = folder_of(arguments[0]);
  return print(session, arguments[0], read_all(in), options, expand) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  hm::on_big_stack([&] { status = run({argv + 1, argv + argc}); });
  return status;
}
