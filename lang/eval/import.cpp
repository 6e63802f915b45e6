// Files: parsing, the cache of imports, the search path.
#include <ctime>

#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"
#include "lang/eval/paths.hpp"
#include "lang/syntax/parse.hpp"

namespace hm {

namespace {

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// What every file sees before its own names.
class Globals : public BaseScope {
 public:
  Globals(const std::unordered_map<std::uint32_t, V>& globals, Evaluator& ev, V set, Symbol builtins)
      : globals_(globals), ev_(ev), set_(set), builtins_(builtins) {}
  V global(Symbol name) override {
    auto at = globals_.find(name.id);
    return at == globals_.end() ? 0 : at->second;
  }
  V builtin(Symbol name) override {
    V* found = ev_.find(set_, name);
    return found ? *found : 0;
  }
  Symbol builtins_symbol() override { return builtins_; }

 private:
  const std::unordered_map<std::uint32_t, V>& globals_;
  Evaluator& ev_;
  V set_;
  Symbol builtins_;
};

[[noreturn]] void throw_all(Evaluator& ev, std::vector<Diagnostic> errors) {
  Diagnostic first = std::move(errors.front());
  first.siblings.assign(std::make_move_iterator(errors.begin() + 1), std::make_move_iterator(errors.end()));
  ev.throw_error(Error(std::move(first)));
}

}  // namespace

// The thunk of a text's value. `scope`: a set whose names are variables of the text, or 0.
V Evaluator::load(const SourceFile& file, const std::string& base_dir, V scope) {
  ParseOptions how;
  how.base_dir = base_dir;
  how.home_dir = options_.home_dir;
  how.pipe_operators = options_.pipe_operators;
  how.lints = options_.lints;
  const double start = cpu_seconds();
  Parsed parsed = parse(file, symbols_, tree_, how);
  const double middle = cpu_seconds();
  for (const Diagnostic& warning : parsed.warnings) host_.warn(warning);
  if (!parsed.errors.empty()) throw_all(*this, std::move(parsed.errors));
  Globals globals(state_->globals, *this, state_->builtins_set, state_->known.builtins);
  std::vector<Error> errors;
  const Shape* names = scope ? flat(scope)->shape : nullptr;
  const auto root = state_->resolver.resolve(tree_, parsed.root, globals, names, errors);
  counters_.parse_seconds += middle - start;
  counters_.resolve_seconds += cpu_seconds() - middle;
  ++counters_.files_parsed;
  counters_.source_bytes += file.view().size();
  if (!errors.empty()) {
    std::vector<Diagnostic> all;
    for (Error& e : errors) all.push_back(std::move(e.diagnostic()));
    throw_all(*this, std::move(all));
  }
  auto* thunk = static_cast<Thunk*>(allocate(Thunk::bytes_for(1)));
  thunk->code = root.offset;
  thunk->count = root->capture_count;
  if (scope) thunk->captures[0] = word(flat(scope), Tag::Attrs);
  return word(thunk, Tag::Thunk);
}

V Evaluator::evaluate_text_in_scope(std::string text, std::string label, const std::string& base_dir, V scope) {
  const bool is_path = !label.empty() && label[0] == '/';
  const SourceFile* file = sources_.add(std::move(label), std::move(text), is_path);
  if (!file) error(Code::HeapLimit, kNoPos, "more than 4 GiB of source text");
  V value = load(*file, base_dir, scope);
  return force(value);
}

std::string Evaluator::resolve_import_path(std::string path, Pos pos) {
  constexpr int kMaxLinks = 64;
  for (int links = 0;; ++links) {
    auto kind = host_.kind_of(path);
    if (!kind) throw_error(std::move(kind).error().at(token_span(pos)));
    if (*kind == FileKind::Missing) error(Code::NotFound, pos, "path '{}' does not exist", path);
    if (*kind != FileKind::Symlink) {
      if (*kind == FileKind::Directory) return canonical_path(path + "/default.nix");
      return path;
    }
    if (links == kMaxLinks) error(Code::BadUse, pos, "too many symbolic links encountered while traversing the path '{}'", path);
    auto target = host_.read_link(path);
    if (!target) throw_error(std::move(target).error().at(token_span(pos)));
    path = canonical_path((*target)[0] == '/' ? *target : std::string(parent_path(path)) + "/" + *target);
  }
}

V Evaluator::import_file(const std::string& path, Pos pos) {
  const std::string resolved = resolve_import_path(path, pos);
  auto cached = state_->imports.find(resolved);
  if (cached == state_->imports.end()) {
    cached = state_->imports.emplace(resolved, load_file(resolved, pos, 0)).first;
  }
  // A copy of the word: the map may grow while the file is evaluated.
  V value = cached->second;
  return force(value);
}

V Evaluator::import_scoped(V scope, const std::string& path, Pos pos) {
  V value = load_file(resolve_import_path(path, pos), pos, scope);
  return force(value);
}

V Evaluator::load_file(const std::string& path, Pos pos, V scope) {
  auto text = host_.read_file(path);
  if (!text) throw_error(std::move(text).error().at(token_span(pos)));
  const SourceFile* file = sources_.add(path, std::move(text).value());
  if (!file) error(Code::HeapLimit, pos, "more than 4 GiB of source text");
  return load(*file, std::string(parent_path(path)), scope);
}

// The file that one entry of a search path gives for `name`; empty if it gives none.
std::string Evaluator::candidate_of(const SearchPathEntry& entry, std::string_view name) {
  std::string candidate;
  if (entry.prefix.empty()) {
    candidate = canonical_path(entry.path + "/" + std::string(name));
  } else if (name == entry.prefix) {
    candidate = entry.path;
  } else if (name.starts_with(entry.prefix) && name[entry.prefix.size()] == '/') {
    candidate = canonical_path(entry.path + std::string(name.substr(entry.prefix.size())));
  } else {
    return {};
  }
  auto kind = host_.kind_of(candidate);
  return kind && *kind != FileKind::Missing ? candidate : std::string();
}

std::string Evaluator::find_in_search_path(const std::vector<SearchPathEntry>& path, std::string_view name, Pos pos) {
  const std::vector<SearchPathEntry>* const both[] = {&path, &options_.builtin_search_path};
  for (const auto* entries : both) {
    for (const SearchPathEntry& entry : *entries) {
      if (std::string found = candidate_of(entry, name); !found.empty()) return found;
    }
  }
  Error e = hm::fail(Code::SearchPath, "file '{}' was not found in the Nix search path (add it using $NIX_PATH or -I)", name);
  throw_error(std::move(e.at(token_span(pos))));
}

V Evaluator::search_path_value() {
  std::vector<V> entries;
  for (const SearchPathEntry& entry : options_.search_path) {
    AttrsBuilder set(*this, 2);
    set.add("path", make_string(entry.path));
    set.add("prefix", make_string(entry.prefix));
    entries.push_back(set.finish());
  }
  return make_list(entries);
}

}  // namespace hm
