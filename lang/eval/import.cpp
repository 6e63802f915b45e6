// Files: parsing, the cache of imports, the search path.
#include <algorithm>
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

// The tree of a text, resolved. `scope`: a set whose names are variables of the text, or 0.
ast::Ref<ast::DelayNode> Evaluator::parse_and_resolve(const SourceFile& file, const std::string& base_dir, V scope) {
  ParseOptions how;
  how.base_dir = base_dir;
  how.home_dir = options_.home_dir;
  how.pipe_operators = options_.pipe_operators;
  how.lints = options_.lints;
  const double start = cpu_seconds();
  Parsed parsed = parse(file, symbols_, tree_, how);
  const double middle = cpu_seconds();
  for (const Diagnostic& warning : parsed.warnings) host_.warn(warning);
  parsed_quietly_ = parsed.warnings.empty();
  if (!parsed.errors.empty()) throw_all(*this, std::move(parsed.errors));
  Globals globals(state_->globals, *this, state_->builtins_set, state_->known.builtins);
  std::vector<Error> errors;
  const Shape* names = scope ? flat(scope)->shape.get() : nullptr;
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
  return root;
}

V Evaluator::root_thunk(ast::Ref<ast::DelayNode> root, V scope) {
  auto* thunk = allocate<Thunk>(Thunk::bytes_for(1));
  thunk->code = root.offset;
  if (scope) thunk->captures[0] = word(flat(scope), Tag::Attrs);
  return word(thunk, Tag::Thunk);
}

V Evaluator::evaluate_text_in_scope(std::string text, std::string label, const std::string& base_dir, V scope) {
  const bool is_path = !label.empty() && label[0] == '/';
  const SourceFile* file = sources_.add(std::move(label), std::move(text), is_path);
  if (!file) error(Code::HeapLimit, kNoPos, "more than 4 GiB of source text");
  V value = root_thunk(parse_and_resolve(*file, base_dir, scope), scope);
  return force(value);
}

std::string Evaluator::resolve_import_path(std::string path, Pos pos, FileStatus* status) {
  constexpr int kMaxLinks = 64;
  for (int links = 0;; ++links) {
    auto found = host_.status(path);
    if (!found) throw_error(std::move(found).error().at(token_span(pos)));
    if (found->kind == FileKind::Missing) error(Code::NotFound, pos, "path '{}' does not exist", path);
    if (found->kind == FileKind::Directory) {
      path = canonical_path(path + "/default.nix");
      if (status) {
        auto inside = host_.status(path);
        *status = inside ? *inside : FileStatus{};
      }
      return path;
    }
    if (found->kind != FileKind::Symlink) {
      if (status) *status = *found;
      return path;
    }
    if (links == kMaxLinks) error(Code::BadUse, pos, "too many symbolic links encountered while traversing the path '{}'", path);
    auto target = host_.read_link(path);
    if (!target) throw_error(std::move(target).error().at(token_span(pos)));
    path = canonical_path((*target)[0] == '/' ? *target : std::string(parent_path(path)) + "/" + *target);
  }
}

V Evaluator::import_file(const std::string& path, Pos pos) {
  FileStatus status;
  const std::string resolved = resolve_import_path(path, pos, &status);
  auto cached = state_->imports.find(resolved);
  if (cached == state_->imports.end()) {
    cached = state_->imports.emplace(resolved, file_thunk(resolved, status, pos)).first;
  }
  // A copy of the word: the map may grow while the file is evaluated.
  V value = cached->second;
  return force(value);
}

V Evaluator::import_scoped(V scope, const std::string& path, Pos pos) {
  V value = load_scoped(scope, resolve_import_path(path, pos), pos);
  return force(value);
}

const SourceFile& Evaluator::read_source(const std::string& path, Pos pos) {
  auto text = host_.read_file(path);
  if (!text) throw_error(std::move(text).error().at(token_span(pos)));
  const SourceFile* file = sources_.add(path, std::move(text).value());
  if (!file) error(Code::HeapLimit, pos, "more than 4 GiB of source text");
  return *file;
}

V Evaluator::load_scoped(V scope, const std::string& path, Pos pos) {
  return root_thunk(parse_and_resolve(read_source(path, pos), std::string(parent_path(path)), scope), scope);
}

// --- trees kept from run to run -----------------------------------------------------------------------------

// The thunk of a file's value, with the tree of an earlier run where the file is still the same.
V Evaluator::file_thunk(const std::string& path, const FileStatus& status, Pos pos) {
  auto known = state_->kept.find(path);
  if (known != state_->kept.end()) {
    if (status.signature == known->second.signature) {
      ++counters_.trees_kept;
      return root_thunk({known->second.root}, 0);
    }
    state_->kept.erase(known);
  }
  const std::size_t before = tree_.bytes();
  const SourceFile& file = read_source(path, pos);
  const auto root = parse_and_resolve(file, std::string(parent_path(path)), 0);
  // What was warned about is warned about again.
  if (status.signature && parsed_quietly_) {
    const auto units = static_cast<std::uint32_t>((tree_.bytes() - before) / 8);
    state_->kept.emplace(path, KeptFile{path, *status.signature, file.begin, file.size, root.offset, units});
    parsed_anew_ += file.size;
  }
  return root_thunk(root, 0);
}

bool Evaluator::adopt(const TreeIndex& index, int file) {
  if (index.prelude != prelude_ || sources_.next() != 1 || tree_.bytes() > index.tree_bytes) return false;
  if (!symbols_.adopt(index.names)) return false;
  if (!tree_.adopt(file, index.tree_bytes, index.sites)) return false;
  for (const KeptFile& f : index.files) {
    sources_.add_left(f.path, f.begin, f.size);
    state_->kept.emplace(f.path, f);
  }
  sources_.skip_to(index.next);
  return true;
}

TreeIndex Evaluator::tree_index() const {
  TreeIndex index{prelude_, tree_.bytes(), tree_.sites(), sources_.next(), {}, symbols_.image()};
  for (const auto& [path, file] : state_->kept) index.files.push_back(file);
  std::sort(index.files.begin(), index.files.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  return index;
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
