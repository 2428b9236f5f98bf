-- Supabase: run it in the SQL editor, then Authentication > Hooks > Customize Access Token > hasura_claims.
create or replace function public.hasura_claims(event jsonb) returns jsonb language sql stable as $$
  select jsonb_set(event, '{claims,https://hasura.io/jwt/claims}', jsonb_build_object(
    'x-hasura-allowed-roles', jsonb_build_array('user'),
    'x-hasura-default-role', 'user',
    'x-hasura-user-id', event ->> 'user_id'
  ));
$$;
grant usage on schema public to supabase_auth_admin;
grant execute on function public.hasura_claims to supabase_auth_admin;
revoke execute on function public.hasura_claims from authenticated, anon, public;
