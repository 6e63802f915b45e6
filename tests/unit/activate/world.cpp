#include "world.hpp"

#include <cerrno>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "activate/ledger.hpp"
#include "lang/base/hash.hpp"

namespace hm::activate::test {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("setting the scene: " + result.error().message());
  return std::move(result).value();
}
void must(Status result) {
  if (!result) throw std::runtime_error("setting the scene: " + result.error().message());
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

World::World(Fs& fs, std::string root) : fs_(&fs), root_(std::move(root)) {
  place_ = {root_ + "/home/sean", root_ + "/state/hm"};
  make_directories(place_.home);
  make_directories(root_ + "/store");
}

void World::make_directories(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (must(fs_->stat(At(part), Follow::Yes)).kind != NodeKind::Directory) {
      must(fs_->make_directory(At(part), 0755));
    }
    if (slash == std::string::npos) return;
  }
}

void World::write(const std::string& path, const std::string& content, std::uint32_t mode) {
  make_directories(parent_of(path));
  Fd file = must(fs_->create(At(path), Create::Truncate, 0600));
  must(fs_->write(file, content));
  must(fs_->sync(file));
  must(file.close());
  must(fs_->set_mode(At(path), mode));
}

void World::symlink(const std::string& path, const std::string& to) {
  make_directories(parent_of(path));
  must(fs_->make_symlink(to, At(path)));
}

std::string World::generation(const GenerationSpec& spec) {
  nlohmann::json manifest = {{"version", 1},
                             {"username", "sean"},
                             {"homeDirectory", place_.home},
                             {"stateVersion", "24.05"},
                             {"files", nlohmann::json::array()},
                             {"activation", nlohmann::json::array()},
                             {"units", nlohmann::json::array()}};
  std::string everything;
  for (const auto& [target, leaf] : spec.files) {
    manifest["files"].push_back({{"target", target}, {"force", leaf.force}, {"onChange", leaf.on_change}});
    everything += target + '\0' + std::to_string(static_cast<int>(leaf.kind)) + leaf.text + '\0';
  }
  for (const ActivationEntry& entry : spec.activation) {
    const char* phases[] = {"before", "link", "after"};
    manifest["activation"].push_back(
        {{"name", entry.name}, {"phase", phases[static_cast<int>(entry.phase)]}, {"text", entry.text}});
  }
  for (const UnitEntry& unit : spec.units) {
    manifest["units"].push_back({{"name", unit.name}, {"target", unit.target}});
  }
  const std::string digest =
      hash_of(HashAlgorithm::Sha256, everything + manifest.dump()).base32().substr(0, 32);
  const std::string store = root_ + "/store/" + digest;
  const std::string result = store + "-home-manager-generation";
  if (must(fs_->stat(At(result), Follow::No)).kind != NodeKind::Missing) return result;
  const std::string files = store + "-home-manager-files";
  make_directories(files);
  for (const auto& [target, leaf] : spec.files) {
    const std::string at = files + "/" + target;
    const std::string name = hash_of(HashAlgorithm::Sha256, leaf.text).base32().substr(0, 32);
    switch (leaf.kind) {
      case Leaf::Kind::Text:
        write(at, leaf.text, 0444);
        break;
      case Leaf::Kind::Link:
        symlink(at, leaf.text);
        break;
      case Leaf::Kind::Directory:
        write(root_ + "/store/" + name + "-directory/inner", leaf.text, 0444);
        symlink(at, root_ + "/store/" + name + "-directory");
        break;
    }
  }
  make_directories(result);
  symlink(result + "/home-files", files);
  write(result + "/manifest.json", manifest.dump());
  return result;
}

SwitchOptions World::options(const std::string& backup) const {
  SwitchOptions options;
  options.backup_extension = backup;
  options.manage_units = false;
  return options;
}

std::string World::read(Fs& fs, const std::string& path) {
  auto file = fs.open(At(path));
  if (!file) {
    auto directory = fs.open_directory(At(path));
    return directory ? "D" : "-";
  }
  auto content = read_text(fs, At(path));
  return content ? "F" + *content : "-";
}

std::string World::view(Fs& fs, const std::string& target) const {
  const std::string here = read(fs, home(target));
  return here == "D" ? "D:" + read(fs, home(target + "/inner")) : here;
}

std::map<std::string, std::string> World::tree(Fs& fs, const std::string& path) {
  std::map<std::string, std::string> result;
  const std::function<void(const std::string&, const std::string&)> walk = [&](const std::string& at,
                                                                               const std::string& name) {
    Fd here = must(fs.open_directory(At(at)));
    result[name.empty() ? "." : name] = fmt::format("D {:o}", must(fs.stat(At(here), Follow::No)).mode);
    for (const NodeEntry& entry : must(fs.list(here))) {
      const std::string whole = at + "/" + entry.name,
                        rest = name.empty() ? entry.name : name + "/" + entry.name;
      const NodeStatus status = must(fs.stat(At(whole), Follow::No));
      switch (status.kind) {
        case NodeKind::Directory:
          walk(whole, rest);
          break;
        case NodeKind::Symlink:
          result[rest] = "L " + must(fs.read_link(At(whole)));
          break;
        case NodeKind::File:
          result[rest] = fmt::format("F {:o} ", status.mode) + must(read_text(fs, At(whole)));
          break;
        default:
          result[rest] = "O";
          break;
      }
    }
  };
  walk(path, "");
  return result;
}

}  // namespace hm::activate::test
