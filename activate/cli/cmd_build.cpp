// hm build: evaluate and build; the generation's path on stdout.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/generation.hpp"
#include "activate/cli/report.hpp"

namespace hm {

namespace {

struct BuildVerbOptions {
  ConfigurationOptions configuration;
  std::string link = "result";
  bool no_link = false, dry_run = false, json = false;
};

Result<int> dry_run(Program& program, const BuildVerbOptions& o, Store& store) {
  HM_TRY(auto file, configuration_file(program, o.configuration));
  HM_TRY(auto c, Configuration::open(program, o.configuration, file, store.dir(), &store));
  HM_TRY(auto text, c->generation_derivation());
  HM_TRY(auto derivation, StorePath::parse(store.dir(), text));
  HM_TRY(auto missing, store.missing({{derivation, {}}}));
  Json list = Json::array();
  for (const auto& path : missing) list.push_back(path.in(store.dir()));
  if (o.json) {
    put_json("build", 1, {{"derivation", text}, {"dryRun", true}, {"wouldBuild", list}});
    return kDone;
  }
  if (missing.empty()) program.inform("Everything is built already.");
  for (const auto& path : missing) put(fmt::format("would build {}\n", path.in(store.dir())));
  return kDone;
}

Result<int> run(Program& program, const BuildVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  if (o.dry_run) return dry_run(program, o, *store);
  HM_TRY(auto built, build_generation(program, o.configuration, *store));
  if (!o.no_link) {
    HM_CHECK(make_result_link(*store, absolute_path(o.link, current_directory()), built.path));
  }
  if (o.json) {
    put_json("build", 1, {{"derivation", built.derivation}, {"generation", built.path}, {"dryRun", false}});
  } else {
    put(built.path + "\n");
  }
  return kDone;
}

}  // namespace

Action declare_build(Arguments& a) {
  auto o = std::make_shared<BuildVerbOptions>();
  a.positional("CONFIG", &o->configuration.named, "the configuration (~/.config/hm/home.nix)");
  a.option("-o,--out-link", "LINK", &o->link, "where to put a link to the result (./result)");
  a.flag("--no-link,--no-out-link", o->no_link, "make no link: the result may be collected");
  a.flag("-n,--dry-run", o->dry_run, "say what would be built");
  a.flag("--json", o->json, "print as JSON");
  declare_configuration(a, o->configuration);
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
