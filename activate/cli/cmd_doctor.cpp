// hm doctor: looks for what usually goes wrong, and says what to do.
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"
#include "activate/cli/build.hpp"
#include "activate/cli/generation.hpp"
#include "activate/cli/size_text.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

struct DoctorOptions {
  bool json = false, repair = false;
};

struct Finding {
  enum class Kind { Good, Advice, Wrong } kind;
  std::string what;  // one line
  std::string cure;  // what to do; "" where nothing has to be done
};

class Doctor {
 public:
  explicit Doctor(Program& program) : program_(program) {}

  std::vector<Finding> examine() {
    owner();
    configuration();
    state();
    store();
    links();
    path();
    space();
    return std::move(findings_);
  }

 private:
  void good(std::string what) { findings_.push_back({Finding::Kind::Good, std::move(what), ""}); }
  void advise(std::string what, std::string cure) { findings_.push_back({Finding::Kind::Advice, std::move(what), std::move(cure)}); }
  void wrong(std::string what, std::string cure) { findings_.push_back({Finding::Kind::Wrong, std::move(what), std::move(cure)}); }
  void wrong(const Error& error, std::string cure) { wrong(error.message(), error.diagnostic().hint.empty() ? std::move(cure) : error.diagnostic().hint); }

  void owner() {
    auto status = check_owner(program_.places);
    if (!status) return wrong(status.error(), "run hm as the owner of the home");
    if (::access(program_.places.home.c_str(), W_OK) != 0) {
      return wrong(fmt::format("the home '{}' cannot be written to", program_.places.home), "check its permissions");
    }
    good(fmt::format("the home is {}", program_.places.home));
  }

  void configuration() {
    auto found = find_configuration(program_.places);
    if (!found) return advise("there is no configuration", "hm init writes a first one");
    if (found->ends_with("/flake.nix")) {
      return advise(fmt::format("the configuration is a flake, which this hm does not read yet: {}", *found), "name the module it uses: hm switch -f home.nix");
    }
    good(fmt::format("the configuration is {}", *found));
  }

  void state() {
    auto pending = activate::pending(program_.fs, place_of(program_));
    if (!pending) return wrong(pending.error(), "the message says what is in the way");
    if (*pending != activate::JournalState::Settled) {
      wrong("a switch was interrupted", "the next hm switch or hm rollback finishes or undoes it first");
    }
    struct stat s;
    if (::stat(program_.places.state().c_str(), &s) == 0 && (s.st_mode & 077) != 0) {
      advise(fmt::format("others can look into {}", program_.places.state()), fmt::format("chmod 700 {}", program_.places.state()));
    }
  }

  void store() {
    auto store = open_store(program_, StoreUse::Read);
    if (!store) return wrong(store.error(), "the message says what is wrong with the store");
    struct stat s;
    if (::stat((*store)->dir().c_str(), &s) != 0) return good(fmt::format("the store will be {}", (*store)->dir()));
    good(fmt::format("the store is {}", (*store)->dir()));
    good("builders get a clean environment and no sandbox: they can read what you can read");
    generations(**store);
  }

  // Is everything there that the generations need? The current one first; the others matter for a rollback.
  void generations(Store& store) {
    auto all = activate::generations(program_.fs, place_of(program_));
    if (!all) return;  // links() says why
    for (const auto& generation : *all) {
      std::vector<std::string> gone = missing_objects(store, generation.store_path);
      if (gone.empty()) continue;
      auto what = fmt::format("generation {} lacks {} of its objects, such as {}", generation.number, gone.size(), gone.front());
      if (generation.current) {
        wrong(what, "hm switch makes again what is missing; hm store repair looks at the whole store");
      } else {
        advise(what, fmt::format("hm remove-generations {}, or hm store repair", generation.number));
      }
    }
  }

  // By the index where it knows the generation, else by the look at the object alone.
  static std::vector<std::string> missing_objects(Store& store, const std::string& generation) {
    auto path = StorePath::parse(store.dir(), generation);
    if (!path) return ::access(generation.c_str(), F_OK) == 0 ? std::vector<std::string>{} : std::vector<std::string>{generation};
    std::vector<StorePath> needed = {*path};
    if (auto closure = store.closure(needed)) needed = std::move(closure).value();
    std::vector<std::string> gone;
    struct stat s;
    for (const StorePath& object : needed) {
      std::string place = object.in(store.dir());
      if (::lstat(place.c_str(), &s) != 0) gone.push_back(std::move(place));
    }
    auto valid = store.is_valid(*path);
    if (gone.empty() && valid && !*valid) gone.push_back(generation + " (not in the index)");
    return gone;
  }

  void links() {
    auto current = activate::current_generation(program_.fs, place_of(program_));
    if (!current) return wrong(current.error(), "hm generations shows what is there");
    if (current->number == 0 && profile_dangles()) {
      return wrong("the link of the current generation is gone; hm gc refuses to delete anything until there is one",
                   "hm switch makes a new generation");
    }
    if (current->number == 0) return good("no generation is active yet");
    good(fmt::format("generation {} is active", current->number));
    auto drift = activate::drift(program_.fs, place_of(program_));
    if (!drift) return wrong(drift.error(), "hm switch puts the links right");
    for (const auto& d : *drift) advise(fmt::format("{}: {}", d.target, d.what), "hm switch puts it right, or says what is in the way");
  }

  bool profile_dangles() const {
    struct stat s;
    return ::lstat(program_.places.profile().c_str(), &s) == 0 && ::stat(program_.places.profile().c_str(), &s) != 0;
  }

  // Do the programs of the profile come to be on PATH? Either it is there now, or some shell's profile arranges it.
  void path() {
    std::string bin = program_.places.profile() + "/home-path/bin";
    std::string variable = environment("PATH").value_or("");
    if ((":" + variable + ":").find(":" + bin + ":") != std::string::npos) return good("the profile's programs are on PATH");
    std::string script = "hm-session-vars.sh";
    for (const char* name : {".profile", ".bash_profile", ".zprofile", ".zshenv", ".bashrc", ".config/fish/config.fish"}) {
      std::ifstream file(program_.places.home + "/" + name);
      std::stringstream text;
      text << file.rdbuf();
      if (text.str().find(script) != std::string::npos) return good(fmt::format("~/{} puts the profile's programs on PATH (at the next login)", name));
    }
    advise("the profile's programs are not on PATH", "enable a shell in the configuration (programs.bash.enable = true), or put this line into its profile: "
           + fmt::format(". \"{}/home-path/etc/profile.d/hm-session-vars.sh\"", program_.places.profile()));
  }

  void space() {
    struct statvfs fs {};
    if (::statvfs(program_.places.home.c_str(), &fs) != 0) return;
    std::uint64_t bytes = static_cast<std::uint64_t>(fs.f_bavail) * fs.f_frsize;
    if (bytes < (std::uint64_t{256} << 20)) return advise(fmt::format("only {} are free", size_text(bytes)), "hm gc deletes what no generation needs");
    good(fmt::format("{} are free", size_text(bytes)));
  }

  Program& program_;
  std::vector<Finding> findings_;
};

std::string_view kind_text(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::Good: return "good";
    case Finding::Kind::Advice: return "advice";
    case Finding::Kind::Wrong: return "wrong";
  }
  return "";
}

// What was done goes to stderr: the findings are the answer.
Result<activate::Mended> mend(Program& program) {
  HM_CHECK(check_owner(program.places));
  ActivationOptions how;
  HM_TRY(auto mended, activate::repair(program.fs, place_of(program), switch_options(program, how)));
  for (const auto& line : mended.done) program.inform(visible(line));
  for (const auto& line : mended.left) program.report(configuration_warning(line, {}).diagnostic());
  if (mended.done.empty() && mended.left.empty()) program.inform("hm's own files are whole; there was nothing to repair");
  return mended;
}

Result<int> run(Program& program, const DoctorOptions& o) {
  activate::Mended mended;
  if (o.repair) {
    HM_TRY(mended, mend(program));
  }
  auto findings = Doctor(program).examine();
  bool wrong = false;
  Json list = Json::array();
  const Stream& out = program.terminal.out;
  for (const auto& f : findings) {
    wrong = wrong || f.kind == Finding::Kind::Wrong;
    list.push_back({{"kind", kind_text(f.kind)}, {"what", f.what}, {"cure", f.cure.empty() ? Json() : Json(f.cure)}});
    if (o.json) continue;
    std::string sign = f.kind == Finding::Kind::Good ? out.green("good  ") : f.kind == Finding::Kind::Wrong ? out.red("wrong ") : out.yellow("advice");
    put(fmt::format("{}  {}\n", sign, visible(f.what)));
    if (!f.cure.empty()) put(fmt::format("        {}\n", visible(f.cure)));
  }
  if (o.json) put_json("doctor", 1, {{"ok", !wrong}, {"repaired", mended.done}, {"left", mended.left}, {"findings", list}});
  return wrong ? kMachineRefused : kDone;
}

}  // namespace

Action declare_doctor(Arguments& a) {
  auto o = std::make_shared<DoctorOptions>();
  a.flag("--repair", o->repair, "set damaged files of hm's state aside and derive the state anew");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
