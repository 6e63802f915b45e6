#include "activate/cli/documentation.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace hm {

namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

void drop_space(std::string_view& text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
}

// `name =` (or `a.b =`, `"name" =`) at the end of the text; what is left is what stands before it.
void drop_binding(std::string_view& text) {
  std::string_view rest = text;
  drop_space(rest);
  if (rest.empty() || rest.back() != '=') return;
  rest.remove_suffix(1);
  drop_space(rest);
  const auto in_path = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '\'' || c == '.';
  };
  const std::size_t before = rest.size();
  while (!rest.empty()) {
    if (rest.back() == '"') {
      const std::size_t opening = rest.size() > 1 ? rest.rfind('"', rest.size() - 2) : std::string_view::npos;
      if (opening == std::string_view::npos) return;
      rest = rest.substr(0, opening);
    } else if (in_path(rest.back())) {
      rest.remove_suffix(1);
    } else {
      break;
    }
  }
  if (rest.size() != before) text = rest;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    drop_space(line);
    lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

// The inside of a comment without the indentation that all of its lines but the first share, and without empty lines around.
std::string unindented(std::string_view inside) {
  std::vector<std::string> lines = lines_of(inside);
  std::size_t common = std::string::npos;
  for (std::size_t i = 1; i < lines.size(); ++i) common = std::min(common, lines[i].find_first_not_of(" \t"));
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t skip = i == 0 ? lines[i].find_first_not_of(" \t") : common;
    text += skip < lines[i].size() ? lines[i].substr(skip) : "";
    text += '\n';
  }
  text.erase(0, text.find_first_not_of('\n'));
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

// The `/* … */` that ends where the text does, or the lines `# …` that do.
std::string comment_at_the_end(std::string_view text) {
  drop_space(text);
  if (text.ends_with("*/")) {
    const std::size_t begin = text.rfind("/*");
    if (begin == std::string_view::npos || begin + 4 > text.size()) return {};
    std::string_view inside = text.substr(begin + 2, text.size() - begin - 4);
    if (inside.starts_with('*')) inside.remove_prefix(1);
    return unindented(inside);
  }
  std::string found;
  for (;;) {
    const std::size_t begin = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
    std::string_view line = text.substr(begin);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with('#')) return found;
    line.remove_prefix(line.starts_with("# ") ? 2 : 1);
    found = std::string(line) + "\n" + found;
    if (begin == 0) return found;
    text = text.substr(0, begin - 1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  }
}

std::string comment_before(const SourceFile& file, Pos pos) {
  std::string_view before = file.view().substr(0, pos - file.begin);
  while (drop_space(before), before.ends_with('(')) before.remove_suffix(1);
  std::string text = comment_at_the_end(before);
  if (!text.empty()) return text;
  drop_binding(before);
  return comment_at_the_end(before);
}

std::string of_lambda(Evaluator& e, const ast::LambdaNode& node) {
  const std::string name = node.name ? std::string(e.symbols().text(node.name)) : "a function";
  std::string text = fmt::format("{}, {}\n", name, e.describe(node.pos));
  if (const SourceFile* file = e.sources().find(node.pos)) {
    const std::string comment = comment_before(*file, node.pos);
    text += comment.empty() ? "(no comment stands before it)\n" : "\n" + comment;
  }
  return text;
}

std::string of_builtin(const Builtin& builtin) { return fmt::format("builtins.{}\n\n{}\n", builtin.signature, builtin.doc); }

}  // namespace

std::optional<std::string> documentation(Evaluator& e, V value) {
  if (Evaluator::is_attrs(value)) {
    V* functor = e.find(value, "__functor");
    if (!functor) return std::nullopt;
    value = e.force(*functor);
  }
  if (!Evaluator::is_function(value)) return std::nullopt;
  const auto* function = pointer<FunctionObj>(value);
  if (function->kind == FunctionObj::Lambda) return of_lambda(e, *ast::Ref<ast::LambdaNode>{function->code}.get());
  return of_builtin(builtins()[function->code]);
}

}  // namespace hm
