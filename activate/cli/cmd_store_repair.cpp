// hm store repair: damaged objects are made anew, and a damaged database from the objects.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/build.hpp"
#include "activate/cli/interruption.hpp"
#include "activate/cli/report.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

struct StoreRepairOptions {
  std::vector<std::string> paths;
  bool json = false;
};

struct Outcome {
  std::string index_aside;     // where a damaged database was put; "" where it was whole
  std::size_t registered = 0;  // objects in the new one
  RepairReport objects;
};

// Opens the store. A database that cannot be read is no obstacle here.
Result<std::unique_ptr<Store>> open_whole(Program& program, Outcome& outcome) {
  auto store = open_store(program, StoreUse::Write);
  if (!store && store.error().code() != Code::StateDamaged) return store;
  if (store) {
    auto problems = (*store)->check_index();
    if (problems && problems->empty()) return store;
    if (!problems && problems.error().code() != Code::StateDamaged) return std::move(problems).error();
    (*store).reset();
  }
  HM_TRY(outcome.index_aside, Store::set_index_aside(store_options(program, StoreUse::Write), program.fs));
  return open_store(program, StoreUse::Write);
}

void show(const Store& store, const Outcome& outcome) {
  if (!outcome.index_aside.empty()) {
    put(fmt::format("The database was damaged; it is now '{}'. {} objects are in the new one.\n",
                    visible(outcome.index_aside), outcome.registered));
  }
  const RepairReport& objects = outcome.objects;
  for (const auto& path : objects.repaired) put(fmt::format("made anew: {}\n", path.in(store.dir())));
  for (const auto& path : objects.left)
    put(fmt::format("not made here: {} (the next hm switch adds it again)\n", path.in(store.dir())));
  for (const auto& line : objects.failures) put(fmt::format("failed: {}\n", visible(line)));
  put(fmt::format("{} objects checked, {} made anew, {} left\n", objects.checked, objects.repaired.size(),
                  objects.left.size()));
}

Json listed(const Store& store, const std::vector<StorePath>& paths) {
  Json list = Json::array();
  for (const auto& path : paths) list.push_back(path.in(store.dir()));
  return list;
}

Result<int> run(Program& program, const StoreRepairOptions& o) {
  Outcome outcome;
  HM_TRY(auto store, open_whole(program, outcome));
  HM_TRY(const auto known, store->all());
  if (known.empty()) {
    HM_TRY(outcome.registered, store->index_objects());
  }
  std::vector<StorePath> paths;
  for (const auto& path : o.paths) {
    HM_TRY(auto object, object_of(*store, path));
    paths.push_back(std::move(object));
  }
  HM_CHECK(with_build_options(program, *store, [&](const BuildOptions& options) -> Status {
    HM_TRY(outcome.objects, store->repair(paths, options));
    return {};
  }));
  const RepairReport& objects = outcome.objects;
  const bool whole = objects.left.empty() && objects.failures.empty();
  if (o.json) {
    put_json("store-repair", 1,
             {{"ok", whole},
              {"checked", objects.checked},
              {"repaired", listed(*store, objects.repaired)},
              {"left", listed(*store, objects.left)},
              {"failures", objects.failures},
              {"databaseAside", outcome.index_aside.empty() ? Json() : Json(outcome.index_aside)},
              {"registered", outcome.registered}});
  } else {
    show(*store, outcome);
  }
  return whole ? kDone : kMachineRefused;
}

}  // namespace

Action declare_store_repair(Arguments& a) {
  auto o = std::make_shared<StoreRepairOptions>();
  a.positional("PATH", &o->paths, "store paths; without one, all");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
