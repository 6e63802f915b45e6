#include "activate/cli/configuration.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include "activate/cli/version.hpp"
#include "activate/manifest.hpp"

namespace hm {

namespace {

constexpr std::string_view kEntry = "/__hm__/modules/entry.nix";

bool is_directory(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

bool exists(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0;
}

Error no_flakes(std::string_view what) {
  return fail(Code::Usage, "'{}' is a flake, which this hm does not read yet", what)
      .hint("name the module it uses: hm switch -f home.nix");
}

// The home's path becomes text of the configuration, and stands in its manifest.
Status check_home_is_text(const std::string& home) {
  if (home == "/" || activate::check_target(home.substr(1))) return {};
  return fail(Code::Usage, "the home directory '{}' is not a path hm can work with", home)
      .hint("it has to be valid UTF-8, without control characters");
}

Result<std::string> checked(std::string path) {
  if (is_directory(path)) {
    if (exists(path + "/home.nix")) return path + "/home.nix";
    if (exists(path + "/flake.nix")) return no_flakes(path + "/flake.nix");
    if (exists(path + "/default.nix")) return path + "/default.nix";
    return fail(Code::NotFound, "there is neither home.nix nor default.nix in '{}'", path);
  }
  if (!exists(path)) return fail(Code::NotFound, "the configuration '{}' does not exist", path);
  if (path.ends_with("/flake.nix")) return no_flakes(path);
  return path;
}

}  // namespace

void declare_configuration(Arguments& a, ConfigurationOptions& o) {
  a.option("-f,--file", "FILE", &o.file, "the configuration (home.nix); a directory means its home.nix");
  a.option("-A,--attr", "PATH", &o.attribute, "the attribute of the file that is the configuration");
  a.option("--flake", "REF", &o.flake, "the flake that is the configuration");
  declare_evaluation(a, o.evaluation);
}

Result<std::string> configuration_file(const Program& program, const ConfigurationOptions& options) {
  if (options.flake) return no_flakes(*options.flake);
  if (options.file && options.named) return fail(Code::Usage, "the configuration is named twice: '{}' and '{}'", *options.file, *options.named);
  if (options.file) return checked(absolute_path(*options.file, current_directory()));
  if (options.named) return checked(absolute_path(*options.named, current_directory()));
  if (auto found = find_configuration(program.places)) return checked(*found);
  return fail(Code::NotFound, "there is no configuration")
      .note("looked for:\n" + configuration_places(program.places))
      .hint("'hm init' writes a first one; or name yours with -f FILE");
}

Result<std::unique_ptr<Configuration>> Configuration::open(Program& program, const ConfigurationOptions& options,
                                                           std::string file, std::string store_dir, Store* store) {
  HM_CHECK(check_home_is_text(program.places.home));
  std::unique_ptr<Configuration> c(new Configuration);
  c->file_ = std::move(file);
  HM_TRY(c->evaluation_, Evaluation::open(program, options.evaluation, std::move(store_dir), store, c->file_));
  Evaluator& e = c->evaluator();
  HM_TRY(V entry, e.evaluate_file(std::string(kEntry)));
  HM_CHECK(e.guarded([&] {
    AttrsBuilder given(e);
    given.add("file", e.make_path(c->file_));
    given.add("attribute", e.make_string(options.attribute.value_or("")));
    given.add("username", e.make_string(program.places.user));
    given.add("homeDirectory", e.make_string(program.places.home));
    given.add("system", e.make_string(c->evaluation_->host().current_system()));
    given.add("hmVersion", e.make_string(kVersion));
    given.add("stateHome", e.make_string(program.places.state_home));
    given.add("profileDirectory", e.make_string(program.places.profile()));
    const V arguments = given.finish();
    AttrsBuilder names_only(e);
    names_only.add("listHomes", kTrue);
    c->root_ = e.make_apply(entry, arguments);
    c->names_ = e.make_apply(entry, e.update(arguments, names_only.finish()));
  }));
  return c;
}

Result<std::vector<std::string>> Configuration::homes() { return texts_in(names_, "homes"); }

Result<V> Configuration::value_at(std::string_view path) { return value_in(root_, path); }

Result<V> Configuration::value_in(V root, std::string_view path) {
  V value = kNull;
  HM_CHECK(evaluator().guarded([&] { value = evaluation_->select_path(evaluator().force(root), path); }));
  return value;
}

Result<std::string> Configuration::text_at(std::string_view path) {
  HM_TRY(V value, value_at(path));
  std::string text;
  HM_CHECK(evaluator().guarded([&] {
    ContextSet context;
    text = evaluator().force_string(value, kNoPos, "while reading the configuration", context);
  }));
  return text;
}

Result<std::vector<std::string>> Configuration::texts_at(std::string_view path) { return texts_in(root_, path); }

Result<std::vector<std::string>> Configuration::texts_in(V root, std::string_view path) {
  HM_TRY(V value, value_in(root, path));
  std::vector<std::string> texts;
  HM_CHECK(evaluator().guarded([&] {
    const ListObj* list = evaluator().force_list(value, kNoPos, "while reading the configuration");
    for (std::uint32_t i = 0; i < list->size; ++i) {
      V item = list->items[i];
      ContextSet context;
      texts.emplace_back(evaluator().force_string(item, kNoPos, "while reading the configuration", context));
    }
  }));
  return texts;
}

Result<V> Configuration::unchecked() {
  V value = kNull;
  HM_CHECK(evaluator().guarded([&] {
    value = root_;
    evaluator().force_attrs(value, kNoPos, "while reading the configuration");
    if (V* inner = evaluator().find(value, "unchecked")) value = evaluator().force(*inner);
  }));
  return value;
}

Result<Configuration::Said> Configuration::said() {
  HM_TRY(V whole, unchecked());
  Said said;
  HM_CHECK(evaluator().guarded([&] {
    Evaluator& e = evaluator();
    constexpr std::string_view kDoing = "while reading the configuration's warnings and assertions";
    auto text = [&](V item) {
      ContextSet context;
      return std::string(e.force_string(item, kNoPos, kDoing, context));
    };
    V config = evaluation_->select_path(whole, "config");
    if (V* assertions = e.find(config, "assertions")) {
      const ListObj* list = e.force_list(*assertions, kNoPos, kDoing);
      for (std::uint32_t i = 0; i < list->size; ++i) {
        V item = list->items[i];
        e.force_attrs(item, kNoPos, kDoing);
        V* holds = e.find(item, "assertion");
        V* message = e.find(item, "message");
        if (holds && !e.force_bool(*holds, kNoPos, kDoing)) said.failed.push_back(message ? text(*message) : "");
      }
    }
    if (V* warnings = e.find(config, "warnings")) {
      const ListObj* list = e.force_list(*warnings, kNoPos, kDoing);
      for (std::uint32_t i = 0; i < list->size; ++i) said.warnings.push_back(text(list->items[i]));
    }
  }));
  return said;
}

Result<std::string> Configuration::generation_derivation() {
  HM_TRY(V whole, unchecked());
  std::string path;
  HM_CHECK(evaluator().guarded([&] {
    ContextSet context;
    V value = evaluation_->select_path(whole, "config.home.activationPackage.drvPath");
    path = evaluator().force_string(value, kNoPos, "while reading the generation's derivation", context);
  }));
  return path;
}

}  // namespace hm
