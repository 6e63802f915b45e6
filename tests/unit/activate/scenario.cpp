#include "scenario.hpp"

#include <random>
#include <stdexcept>

namespace hm::activate::test {
namespace {

constexpr const char* kHomeManager = "/nix/store/abcdefghijklmnopqrstuvwxyz012345-home-manager-files";
constexpr const char* kUnit = ".config/systemd/user/u.service";

SwitchOptions options_with(const std::string& id, const std::string& backup = "") {
  SwitchOptions options;
  options.backup_extension = backup;
  options.manage_units = false;
  options.id = id;
  return options;
}

void require(const Result<Report>& result) {
  if (!result) throw std::runtime_error("setting the scene: " + result.error().message());
}

GenerationSpec with_unit(Files files, const std::string& content) {
  files[kUnit] = text(content);
  return {std::move(files), {}, {{"u.service", kUnit}}};
}

GenerationSpec many(int version) {
  Files files;
  for (int i = 0; i < 6; ++i)
    files[fmt::format(".config/app{}/settings", i % 3 * 10 + i)] = text(fmt::format("{} v{}", i, version));
  for (int i = 0; i < 3; ++i) files[fmt::format(".only{}/in/{}", version, i)] = text(fmt::format("{}", i));
  files[fmt::format(".link{}", version)] = link("/store/elsewhere");
  files[".shared/" + std::to_string(version)] = text("x");
  return with_unit(std::move(files), std::to_string(version));
}

std::vector<std::string> targets_of(std::initializer_list<GenerationSpec> specs,
                                    std::vector<std::string> more = {}) {
  std::set<std::string> all(more.begin(), more.end());
  for (const GenerationSpec& spec : specs) {
    for (const auto& [target, leaf] : spec.files) {
      if (target != kUnit) all.insert(target);
    }
  }
  return {all.begin(), all.end()};
}

Scenario between(std::string name, GenerationSpec from, GenerationSpec to,
                 std::function<void(World&)> others = {}, const std::string& backup = "") {
  Scenario s;
  s.name = std::move(name);
  s.paths = targets_of({from, to});
  s.set_up = [=](World& world) {
    if (!from.files.empty())
      require(switch_to(world.fs(), world.place(), world.generation(from), options_with("first")));
    if (others) others(world);
    (void)world.generation(to);
  };
  s.act = [=](Fs& fs, World& world) {
    return switch_to(fs, world.place(), world.generation(to), options_with("second", backup));
  };
  return s;
}

// The way back from `s`: its switch is the past, and rolling back (or uninstalling) is what is interrupted.
Scenario reversed(const Scenario& s, bool to_nothing) {
  Scenario r;
  r.name = s.name + (to_nothing ? "Uninstalled" : "RolledBack");
  r.paths = s.paths;
  r.set_up = [s](World& world) {
    s.set_up(world);
    require(s.act(world.fs(), world));
  };
  r.act = [to_nothing](Fs& fs, World& world) {
    const SwitchOptions options = options_with("third");
    if (to_nothing) return uninstall(fs, world.place(), options);
    return rollback(fs, world.place(), {}, options);
  };
  return r;
}

const Files kKindsOne = {{".a", directory("whole a")}, {".b/one", text("b1")}, {".b/sub/two", text("b2")},
                         {".c", text("file c")},       {".d/e/f", text("f")},  {".same", text("1")}};
const Files kKindsTwo = {{".a/one", text("a1")}, {".a/sub/two", text("a2")}, {".b", directory("whole b")},
                         {".c/x", text("cx")},   {".d/e", text("file e")},   {".same", text("2")}};

void things_of_others(World& world) {
  world.write(world.home(".file"), "mine", 0640);
  world.write(world.home(".identical"), "the same", 0600);
  world.write(world.home(".folder/mine"), "m");
  world.write(world.home(".mixed/mine"), "m");
  world.write(world.home(".mixed/deep/mine"), "m");
  world.write(world.home(".needed"), "a file where a directory is needed");
  world.symlink(world.home(".symlink"), ".file");
  world.symlink(world.home(".dangling"), "nowhere");
  world.write(std::string(kHomeManager) + "/.hm", "from nix");
  world.write(std::string(kHomeManager) + "/.hmdir/one", "one from nix");
  world.symlink(world.home(".hm"), std::string(kHomeManager) + "/.hm");
  world.symlink(world.home(".hmdir"), std::string(kHomeManager) + "/.hmdir");
}

const Files kBeforeOthers = {
    {".ours", text("1")}, {".mixed/ours", text("1")}, {".mixed/deep/ours", text("1")}};
const Files kInTheWay = {
    {".file", text("new")},       {".identical", text("the same")}, {".folder", directory("d")},
    {".mixed", text("new")},      {".needed/a", text("a")},         {".needed/b/c", text("c")},
    {".symlink", text("new")},    {".dangling", text("new")},       {".hm", text("ours")},
    {".hmdir/one", text("ours")}, {".hmdir/two", text("ours")},     {".ours", text("2")}};

Scenario moved_state() {
  Scenario s = between("MovedState", many(1), many(2));
  const auto inner = s.set_up;
  // The links lead through a directory that is no longer there: they read as absent before.
  s.set_up = [inner](World& world) {
    inner(world);
    world.make_directories("/elsewhere");
    if (!world.fs().rename(At("/state/hm"), At("/elsewhere/hm"), Rename::NoReplace))
      throw std::runtime_error("rename");
    if (!world.fs().make_symlink("/elsewhere/hm", At("/state/hm"))) throw std::runtime_error("symlink");
  };
  s.act = [](Fs& fs, World& world) {
    const Place place{world.place().home, "/elsewhere/hm"};
    return switch_to(fs, place, world.generation(many(2)), options_with("second"));
  };
  return s;
}

}  // namespace

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> all;
  all.push_back(between("First", {}, many(1)));
  all.push_back(between("ArriveAndLeave", many(1), many(2)));
  all.push_back(between("Contents", {{{"a", text("1")}, {"b/c", text("1")}}, {}, {}},
                        {{{"a", text("2")}, {"b/c", text("2")}}, {}, {}}));
  all.push_back(between("Kinds", {kKindsOne, {}, {}}, {kKindsTwo, {}, {}}));
  all.push_back(between("KindsBack", {kKindsTwo, {}, {}}, {kKindsOne, {}, {}}));
  all.push_back(between("InTheWay", {kBeforeOthers, {}, {}}, {kInTheWay, {}, {}}, things_of_others, "bak"));
  all.push_back(between("Mended", many(1), many(1), [](World& world) {
    (void)world.fs().unlink(At(world.home(".config/app0/settings")));
    (void)world.fs().unlink(At(world.home(".shared/1")));
  }));
  all.push_back(moved_state());
  for (const std::size_t i : {1u, 3u, 5u}) {
    all.push_back(reversed(all[i], false));
    all.push_back(reversed(all[i], true));
  }
  return all;
}

Scenario random_scenario(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> names = {"a", "b", "c"};
  // Paths up to three deep; of each generation no path may lie below another.
  const auto random_path = [&] {
    std::string path = names[below(3)];
    for (std::size_t depth = below(3); depth > 0; --depth) path += "/" + names[below(3)];
    return path;
  };
  const auto random_files = [&](const std::string& mark) {
    Files files;
    for (std::size_t i = 2 + below(6); i > 0; --i) {
      const std::string path = random_path();
      bool clash = false;
      for (const auto& [other, leaf] : files) {
        clash |= other == path || other.starts_with(path + "/") || path.starts_with(other + "/");
      }
      if (clash) continue;
      const std::string content = below(3) == 0 ? "same" : mark + path;
      files[path] = below(4) == 0 ? directory(content) : text(content);
    }
    return files;
  };
  const Files one = random_files("1"), two = random_files("2");
  // Things of others: before the first switch, and drift after it.
  const auto others = [=](World& world, std::uint64_t salt) {
    std::mt19937_64 dice(seed * 7919 + salt);
    for (std::size_t i = dice() % 4; i > 0; --i) {
      std::string path = names[dice() % 3];
      for (std::size_t depth = dice() % 3; depth > 0; --depth) path += "/" + names[dice() % 3];
      // Only where its directory is a real one (or none): a person's own files, not writes through our links.
      bool real = true;
      for (std::size_t slash = path.find('/'); slash != std::string::npos;
           slash = path.find('/', slash + 1)) {
        const auto status = world.fs().stat(At(world.home(path.substr(0, slash))), Follow::No);
        real &= status && (status->kind == NodeKind::Missing || status->kind == NodeKind::Directory);
      }
      const auto there = world.fs().stat(At(world.home(path)), Follow::No);
      if (!real || !there || there->kind == NodeKind::Directory) continue;
      if (there->kind != NodeKind::Missing) (void)world.fs().unlink(At(world.home(path)));
      switch (dice() % 4) {
        case 0:
          world.write(world.home(path), "same");
          break;
        case 1:
          world.write(world.home(path), "mine " + path, 0600);
          break;
        case 2:
          world.symlink(world.home(path), std::string(kHomeManager) + "/" + path);
          break;
        case 3:
          world.write(world.home(path + "/mine"), "m");
          break;
      }
    }
  };
  Scenario s = between(
      fmt::format("Random{}", seed), {one, {}, {}}, {two, {}, {}}, [=](World& world) { others(world, 2); },
      "bak");
  const bool before_hm = below(2) == 0;
  const auto spec_one = GenerationSpec{one, {}, {}};
  const auto spec_two = GenerationSpec{two, {}, {}};
  s.set_up = [=](World& world) {
    for (const std::string& name : names) {
      world.write(std::string(kHomeManager) + "/" + name + ".leaf", "from nix");
    }
    if (before_hm) others(world, 1);
    // What is in the way of the first switch, and cannot be moved aside, leaves the home to the second alone.
    (void)switch_to(world.fs(), world.place(), world.generation(spec_one), options_with("first", "old"));
    others(world, 2);
    (void)world.generation(spec_two);
  };
  return s;
}

// --- oracle
// ---------------------------------------------------------------------------------------------------

Oracle::Oracle(const Scenario& scenario) : scenario_(scenario) {
  hm::test::MemoryFs scene;
  World world(scene);
  scenario.set_up(world);
  before_ = scene.after_kill();
  auto after = before_->after_kill();
  old_views_ = views(*before_);
  old_tree_ = everything(*before_);
  auto done = act(*after);
  if (!done) {
    // Refused: then refused it must be at every point, and nothing may change.
    if (done.error().code() != Code::Conflict)
      throw std::runtime_error(scenario.name + ": " + done.error().message());
  }
  new_views_ = views(*after);
  new_tree_ = everything(*after);
}

Result<Report> Oracle::act(Fs& fs, Fs& scene) const {
  World world(scene);
  return scenario_.act(fs, world);
}

std::vector<std::string> Oracle::views(Fs& fs) const {
  std::vector<std::string> result;
  const Place place{"/home/sean", "/state/hm"};
  for (const std::string& path : scenario_.paths) {
    const std::string here = World::read(fs, place.home + "/" + path);
    // A directory counts for what can be read in it; an empty one reads like none.
    const std::string inner = here == "D" ? World::read(fs, place.home + "/" + path + "/inner") : "-";
    result.push_back(inner != "-" ? "D:" + inner : here == "D" ? "-" : here);
  }
  return result;
}

std::map<std::string, std::string> Oracle::everything(Fs& fs) {
  auto tree = World::tree(fs, "/home/sean");
  for (const std::string state : {"/state/hm", "/elsewhere/hm"}) {
    auto status = fs.stat(At(state), Follow::No);
    if (!status || status->kind != NodeKind::Directory) continue;
    for (auto& [path, what] : World::tree(fs, state)) {
      if (path != "lock") tree[state + "/" + path] = what;
    }
  }
  return tree;
}

bool Oracle::is_new(Fs& fs) const {
  return views(fs) == new_views_;
}

std::string Oracle::check_views(Fs& fs) const {
  const auto now = views(fs);
  if (now == old_views_ || now == new_views_) return {};
  std::string what = "neither the old home nor the new one:";
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (old_views_[i] == new_views_[i] && now[i] == old_views_[i]) continue;
    what += fmt::format("\n  {}: '{}' (old '{}', new '{}')", scenario_.paths[i], now[i], old_views_[i],
                        new_views_[i]);
  }
  return what;
}

std::string Oracle::check_trees(Fs& fs) const {
  const auto now = everything(fs);
  const auto difference = [&](const std::map<std::string, std::string>& wanted) {
    std::string what;
    for (const auto& [path, value] : now) {
      const auto it = wanted.find(path);
      if (it == wanted.end())
        what += fmt::format("\n  besides: {} {}", path, value);
      else if (it->second != value)
        what += fmt::format("\n  {}: {} instead of {}", path, value, it->second);
    }
    for (const auto& [path, value] : wanted) {
      if (!now.contains(path)) what += fmt::format("\n  missing: {} {}", path, value);
    }
    return what;
  };
  const std::string from_old = difference(old_tree_), from_new = difference(new_tree_);
  if (from_old.empty() || from_new.empty()) return {};
  return "against the old tree:" + from_old + "\nagainst the new tree:" + from_new;
}

}  // namespace hm::activate::test
