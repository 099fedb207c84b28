import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Link, useNavigate } from "react-router";
import { useQuery } from "@tanstack/react-query";
import { watchStanding } from "../features/session/api/watch-standing.js";
import { signOut } from "../features/session/api/sign-out.js";
import { SignOutIcon, UserIcon } from "../lib/ui/icons.js";

const schemes: readonly { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

type Props = { readonly uid: string; readonly email: string };

export function UserMenu({ uid, email }: Props) {
  const { data: standing } = useQuery(watchStanding(uid));
  const operates = standing?.role === "operator" || standing?.role === "admin";
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const leave = async () => {
    // Leave the protected pages first: they would ask to sign in again as soon as nobody is.
    await navigate("/");
    await signOut();
  };
  return (
    <Menu position="bottom-end" width={232} shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size={36} radius="xl" aria-label={`Your menu, ${email}`}>
          <UserIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{email}</Menu.Label>
        <Menu.Item component={Link} to="/profile" leftSection={<UserIcon />}>
          Profile and security
        </Menu.Item>
        {operates && (
          <Menu.Item component={Link} to="/operations">
            Operations
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<SignOutIcon />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
